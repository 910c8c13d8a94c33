"""Who is online and who may see it: in Valkey and in memory only."""
