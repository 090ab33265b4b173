"""PostgreSQL and Redis: engine, migrations, one transaction per use case, opened at the edge."""
