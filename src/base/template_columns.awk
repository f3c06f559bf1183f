# The columns of a desk's tables, from the statements of its template that make
# them, for template.c: table, column, type of PostgreSQL or of ours, whether
# it is an array, whether it is never NULL.

BEGIN {
	oid["bigint"] = "INT8"; oid["int"] = "INT4"; oid["boolean"] = "BOOL"
	oid["text"] = "TEXT"; oid["numeric"] = "NUMERIC"; oid["bytea"] = "BYTEA"
	oid["date"] = "DATE"; oid["time"] = "TIME"; oid["name"] = "NAME"
	oid["timestamp"] = "TIMESTAMP"; oid["timestamptz"] = "TIMESTAMPTZ"; oid["interval"] = "INTERVAL"
	oid["jsonb"] = "JSONB"; oid["xid8"] = "XID8"; oid["float8"] = "FLOAT8"
	oid["real"] = "FLOAT4"
	oid["tstzrange"] = "TSTZRANGE"; oid["tstzmultirange"] = "TSTZMULTIRANGE"
}

/^CREATE TABLE [a-z_]+ \($/ { table = $3; next }

/^\)/ { table = "" }

table != "" && /^    [a-z_]+ +[a-z]/ {
	sub(/\([0-9]+, [0-9]+\)/, "")	# digits of a number
	type = $2
	sub(/,$/, "", type)
	array = sub(/\[\]$/, "", type)
	needed = (/ NOT NULL/ && !/ IS NOT NULL/) || / PRIMARY KEY/
	own = "NULL"
	if (sub(/^complaint_flow\./, "", type))
		own = "\"" type "\""
	else if (!(type in oid))
	{
		print "table " table ": type " type " is not known here" > "/dev/stderr"
		exit 1
	}
	printf "{\"%s\", \"%s\", %s, %s, %s, %s},\n", table, $1,
		own == "NULL" ? oid[type] "OID" : "InvalidOid", own,
		array ? "true" : "false", needed ? "true" : "false"
}
