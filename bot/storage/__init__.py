"""PostgreSQL and Redis: engine, transactions, migrations. One transaction per use case, opened at the edge."""
