<?php
/* Entities of a desk.  What the engine computes is mapped as any column. */
use Doctrine\ORM\Mapping as ORM;

#[ORM\Entity, ORM\Table(name: 'complaint', schema: 'support')]
class Complaint
{
	#[ORM\Id, ORM\GeneratedValue(strategy: 'IDENTITY'), ORM\Column(type: 'bigint')]
	public ?int $id = null;
	#[ORM\Column(name: 'sheet_no')]
	public ?string $sheetNo = null;
	#[ORM\Column(name: 'received_at', type: 'datetimetz')]
	public ?DateTime $receivedAt = null;
	#[ORM\Column]
	public ?string $channel = null;
	#[ORM\Column(name: 'customer_id', type: 'bigint')]
	public ?int $customer = null;
	#[ORM\Column]
	public ?string $title = null;
	#[ORM\Column]
	public ?string $description = null;
	#[ORM\Column(type: 'decimal', precision: 19, scale: 4)]
	public ?string $amount = null;
	#[ORM\Column]
	public ?string $category = null;
	#[ORM\Column]
	public ?string $urgency = null;
	#[ORM\Column]
	public ?string $state = null;
	#[ORM\Column]
	public ?string $owner = null;
	#[ORM\Column]
	public ?string $reason = null;
	/* the engine counts up as well: another change in between is seen */
	#[ORM\Version, ORM\Column(name: 'event_count', type: 'integer')]
	public ?int $version = null;
}

#[ORM\Entity, ORM\Table(name: 'work_order', schema: 'support')]
class WorkOrder
{
	/* all entries of a desk are numbered by one sequence; a bigint of DBAL is a string, an int would count as changed */
	#[ORM\Id, ORM\GeneratedValue(strategy: 'SEQUENCE'), ORM\SequenceGenerator(sequenceName: 'support.entry_id_seq'), ORM\Column(type: 'bigint')]
	public ?string $id = null;
	#[ORM\Column(name: 'complaint_id', type: 'bigint')]
	public ?string $complaint = null;
	#[ORM\Column]
	public ?string $department = null;
	#[ORM\Column]
	public ?string $task = null;
	#[ORM\Column]
	public ?string $status = null;
	#[ORM\Column(name: 'recorded_at', type: 'datetimetz')]
	public ?DateTime $recordedAt = null;
}
