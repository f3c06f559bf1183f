# What of the install script an update runs again: every function takes its
# present form, and new ones come.  Types, operators and casts cannot be made
# again; new ones stand in the file of the step beside this one.
#
# A statement that is left out ends with the line that ends in a semicolon; what
# stands between dollar quotes is nobody's statement.

function follow_quotes(text,    tag)
{
	while (match(text, /\$[a-z_]*\$/))
	{
		tag = substr(text, RSTART, RLENGTH)
		if (open == "")
			open = tag
		else if (open == tag)
			open = ""
		text = substr(text, RSTART + RLENGTH)
	}
}

left_out	{
	if (/;$/)
		left_out = 0
	next
}

open == "" && /^CREATE (TYPE|OPERATOR|CAST) /	{
	left_out = !/;$/
	next
}

/^\\echo /	{ next }

open == "" && /^CREATE (FUNCTION|PROCEDURE|AGGREGATE) /	{ sub(/^CREATE /, "CREATE OR REPLACE ") }

{
	follow_quotes($0)
	print
}
