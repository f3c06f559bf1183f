<?php
/* A service team's application on Doctrine. */
use Doctrine\DBAL\DriverManager;
use Doctrine\DBAL\Platforms\AbstractPlatform;
use Doctrine\DBAL\Types\DateTimeTzType;
use Doctrine\DBAL\Types\Type;
use Doctrine\ORM\EntityManager;
use Doctrine\ORM\ORMSetup;

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
