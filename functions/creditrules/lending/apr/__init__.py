"""Annual percentage rates by the two lawful methods: of schedules, and of dated amounts."""
