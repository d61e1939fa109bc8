"""From the field into the tables: credentials, the demo's broker, the process that stores."""
