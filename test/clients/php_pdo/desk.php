<?php
/* A service team's application on PDO. */

function connect(): PDO
{
	$where = sprintf('pgsql:host=%s;port=%s;dbname=%s', getenv('PGHOST'), getenv('PGPORT'), getenv('PGDATABASE'));
	return new PDO($where, getenv('PGUSER'), getenv('PGPASSWORD'), [PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_ASSOC]);
}

/* A transaction in which a person acts.  The setting ends with it. */
function acting_as(PDO $db, string $person, callable $work)
{
	$db->beginTransaction();
	try {
		ask($db, "SELECT set_config('complaint_flow.actor', ?, true)", [$person]);
		$result = $work($db);
		$db->commit();
		return $result;
	} catch (Throwable $error) {
		$db->rollBack();
		throw $error;
	}
}

function ask(PDO $db, string $sql, array $values = []): PDOStatement
{
	$statement = $db->prepare($sql);
	$statement->execute($values);
	return $statement;
}

function file_complaint(PDO $db, array $facts): array
{
	return ask($db, 'INSERT INTO support.complaint (channel, customer_id, title, description)
		VALUES (:channel, :customer_id, :title, :description)
		RETURNING id, sheet_no, category, urgency, owner, due_at, array_to_json(missing) AS missing', $facts)->fetch();
}

function change_state(PDO $db, int $complaint, string $state, ?string $reason = null): string
{
	return ask($db, 'UPDATE support.complaint SET state = ?, reason = ? WHERE id = ? RETURNING state',
		[$state, $reason, $complaint])->fetchColumn();
}

function open_work_order(PDO $db, int $complaint, string $department, string $task): array
{
	return ask($db, 'INSERT INTO support.work_order (complaint_id, department, task) VALUES (?, ?, ?) RETURNING *',
		[$complaint, $department, $task])->fetch();
}

/* PDO hands out the SQLSTATE, and the rest as one text; it keeps the column to itself. */
function refusal(PDOException $error): array
{
	preg_match('/ERROR:\s+(.*?)(?:\nDETAIL:\s+(.*?))?(?:\nHINT:\s+(.*?))?(?:\nCONTEXT:.*)?$/s', $error->errorInfo[2] ?? '', $said);
	return ['sqlstate' => $error->errorInfo[0], 'message' => $said[1] ?? '', 'detail' => $said[2] ?? '', 'hint' => $said[3] ?? ''];
}

/* ext/pgsql knows the column, too. */
function field_error(PgSql\Connection $db, string $sql, array $values): ?array
{
	pg_send_query_params($db, $sql, $values);
	$result = pg_get_result($db);
	$field = fn(int $code) => pg_result_error_field($result, $code);
	return $field(PGSQL_DIAG_SQLSTATE) ? [$field(PGSQL_DIAG_COLUMN_NAME),
		implode(': ', array_filter([$field(PGSQL_DIAG_MESSAGE_PRIMARY), $field(PGSQL_DIAG_MESSAGE_HINT)]))] : null;
}

/* Lines of COPY's text format: values between tabs, \N for NULL. */
function load(PDO $db, array $lines): bool
{
	return $db->pgsqlCopyFromArray('support.complaint', $lines, "\t", '\\\\N', 'channel, customer_id, title, description');
}

function received_by_category(PDO $db, string $month): array
{
	return ask($db, 'SELECT category, sum(received)::bigint FROM support.kpi_month WHERE month = ? GROUP BY category ORDER BY category',
		[$month])->fetchAll(PDO::FETCH_KEY_PAIR);
}

/* A page of the queue; $last is the last row of the page before. */
function queue_after(PDO $db, ?array $last = null, int $size = 50): array
{
	return ask($db, "SELECT * FROM support.work_queue
		WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (?, coalesce(?, timestamptz 'infinity'), ?)
		ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id LIMIT ?",
		[$last['priority'] ?? -1, $last['due_at'] ?? null, $last['complaint_id'] ?? 0, $size])->fetchAll();
}
