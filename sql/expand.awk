# Lists that stand once.  A fragment of SQL may hold a list, a row a line; with
# @words instead of @list each word of its lines is a row of one field:
#
#	@list NAME FIELD FIELD ...
#	value | value | ...
#	@end
#
# Below it and in later fragments lines may be repeated for each row:
#
#	@each NAME [FIELD=VALUE]
#	... {FIELD} ...
#	@end
#
# A line of a list that begins with -- is a comment, the value - is empty.  With
# a condition only those rows are taken where the field has the value, with
# FIELD alone those where it is not empty.  {comma} is a comma, and nothing in
# the last row.  Blocks may stand in one another.

function fail(what)
{
	print "expand.awk: " what > "/dev/stderr"
	failed = 1
	exit 1
}

function replace(text, mark, with,    out, at)
{
	while ((at = index(text, mark)) > 0)
	{
		out = out substr(text, 1, at - 1) with
		text = substr(text, at + length(mark))
	}
	return out text
}

function meets(row, list, condition,    part)
{
	if (condition == "")
		return 1
	split(condition, part, "=")
	if (!((list, row, part[1]) in value))
		fail("list " list " has no field " part[1])
	if (index(condition, "="))
		return value[list, row, part[1]] == part[2]
	return value[list, row, part[1]] != ""
}

function expand(text, comma,    line, n, i, word, block, depth, row, last, filled, f)
{
	n = split(text, line, "\n")
	for (i = 1; i < n; i++)
	{
		if (line[i] !~ /^@each /)
		{
			print replace(line[i], "{comma}", comma)
			continue
		}
		delete word
		split(line[i], word, " ")
		if (!(word[2] in rows))
			fail("no list " word[2])
		block = ""
		for (depth = 1; i < n; block = block line[i] "\n")
		{
			i++
			depth += (line[i] ~ /^@each /) - (line[i] == "@end")
			if (depth == 0)
				break
		}
		last = 0
		for (row = 1; row <= rows[word[2]]; row++)
			if (meets(row, word[2], word[3]))
				last = row
		for (row = 1; row <= last; row++)
			if (meets(row, word[2], word[3]))
			{
				filled = block
				for (f = 1; f <= fields[word[2]]; f++)
					filled = replace(filled, "{" field[word[2], f] "}", value[word[2], row, field[word[2], f]])
				expand(filled, row < last ? "," : "")
			}
	}
}

/^@(list|words) /	{
	list = $2
	words = $1 == "@words"
	rows[list] = 0
	fields[list] = NF - 2
	for (i = 3; i <= NF; i++)
		field[list, i - 2] = $i
	next
}

list != ""	{
	if ($0 == "@end")
	{
		list = ""
		next
	}
	if (/^-- /)
		next
	if (words)
	{
		for (i = 1; i <= NF; i++)
			value[list, ++rows[list], field[list, 1]] = $i
		next
	}
	if (split($0, part, " [|] ") != fields[list])
		fail("a row of list " list " has too many or too few values: " $0)
	rows[list]++
	for (i = 1; i <= fields[list]; i++)
		value[list, rows[list], field[list, i]] = part[i] == "-" ? "" : part[i]
	next
}

/^@each /	{ depth++ }

depth > 0	{
	block = block $0 "\n"
	if ($0 == "@end" && --depth == 0)
	{
		expand(block, "")
		block = ""
	}
	next
}

{ print }

END {
	if (!failed && (depth > 0 || list != ""))
		fail("@end is missing")
}
