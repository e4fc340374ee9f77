"""The private stack without Docker: its own PostgreSQL, RabbitMQ and services under one folder."""
