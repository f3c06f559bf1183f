# desk.awk -- the SQL of a document, its blocks in order
/^```/ { sql = ($0 == "```sql"); next }
sql
