"""One operation carried out: bounded, costed, executed, and its errors told or masked."""
