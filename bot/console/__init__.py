"""The agents' web console: cases, threads, replies; works with or without the Telegram desk."""
