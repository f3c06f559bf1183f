<?php
/* Results in the Test Anything Protocol. */
function ok(bool $good, string $what, $shown = null): void
{
	static $count = 0;
	$count++;
	echo ($good ? 'ok' : 'not ok') . " $count - $what\n";
	if (!$good)
		fwrite(STDERR, '#   ' . print_r($shown, true) . "\n");
}

function same($found, $wanted, string $what): void
{
	ok($found === $wanted, $what, ['found' => $found, 'wanted' => $wanted]);
}

/* What a client does by habit must work: an error is a result, not the end. */
function works(string $what, callable $action): void
{
	try {
		$found = $action();
		ok($found === true, $what, $found);
	} catch (Throwable $error) {
		ok(false, $what, $error->getMessage());
	}
}
