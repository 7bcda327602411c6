"""What a service on one machine keeps in its data folder, and how that is backed up and restored."""
