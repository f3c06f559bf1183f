<?php
/* A service team's application on Doctrine. */
use Doctrine\DBAL\DriverManager;
use Doctrine\DBAL\Platforms\AbstractPlatform;
use Doctrine\DBAL\Types\DateTimeTzType;
use Doctrine\DBAL\Types\Type;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\ORMSetup;
use Doctrine\ORM\Query\ResultSetMapping;

/* Doctrine's own type reads no microseconds, which every time of PostgreSQL may have. */
class ExactTime extends DateTimeTzType
{
	public function convertToPHPValue($value, AbstractPlatform $platform)
	{
		return $value === null ? null : new DateTime($value);
	}

	public function convertToDatabaseValue($value, AbstractPlatform $platform)
	{
		return $value?->format('Y-m-d H:i:s.uP');
	}
}
Type::overrideType('datetimetz', ExactTime::class);

function manager(): EntityManager
{
	$connection = DriverManager::getConnection(['url' => str_replace('postgresql:', 'pdo-pgsql:', getenv('DATABASE_URL'))]);
	$config = ORMSetup::createAttributeMetadataConfiguration([__DIR__], true);
	return new EntityManager($connection, $config);
}

/* A transaction in which a person acts.  The setting ends with it. */
function acting_as(EntityManager $desk, string $person, callable $work)
{
	return $desk->wrapInTransaction(function (EntityManager $desk) use ($person, $work) {
		$desk->getConnection()->executeQuery("SELECT set_config('complaint_flow.actor', ?, true)", [$person]);
		return $work($desk);
	});
}

/* Saves an entity, and reads what the engine made of it. */
function save(EntityManager $desk, object $entity): object
{
	$desk->persist($entity);
	$desk->flush();
	$desk->refresh($entity);
	return $entity;
}

/* Lines of COPY's text format: values between tabs, \N for NULL. */
function load(EntityManager $desk, array $lines): bool
{
	return $desk->getConnection()->getNativeConnection()
		->pgsqlCopyFromArray('support.complaint', $lines, "\t", '\\\\N', 'channel, customer_id, title, description');
}

/* Rows of a view, which has no key; $types names the columns and Doctrine's types. */
function rows(EntityManager $desk, array $types, string $sql, array $values): array
{
	$mapping = new ResultSetMapping;
	foreach ($types as $column => $type)
		$mapping->addScalarResult($column, $column, $type);
	return $desk->createNativeQuery($sql, $mapping)->setParameters($values)->getResult();
}

function months(EntityManager $desk, string $month): array
{
	return rows($desk,
		['month' => 'date', 'department' => 'string', 'category' => 'string', 'received' => 'integer', 'resolution_rate' => 'decimal'],
		'SELECT * FROM support.kpi_month WHERE month = :month ORDER BY department, category', ['month' => $month]);
}

/* A page of the queue; $last is the last row of the page before.  Its "due" is text: PHP knows no infinity. */
function queue_after(EntityManager $desk, ?array $last = null, int $size = 50): array
{
	return rows($desk,
		['complaint_id' => 'integer', 'priority' => 'integer', 'due' => 'string', 'due_at' => 'datetimetz', 'title' => 'string'],
		"SELECT *, coalesce(due_at, 'infinity')::text AS due FROM support.work_queue
		WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (:priority, :due, :complaint_id)
		ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id LIMIT :size",
		['priority' => $last['priority'] ?? -1, 'due' => $last['due'] ?? '-infinity',
			'complaint_id' => $last['complaint_id'] ?? 0, 'size' => $size]);
}
