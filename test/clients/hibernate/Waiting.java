import java.util.Date;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.Id;
import javax.persistence.Table;
import org.hibernate.annotations.Immutable;

/** A row of the queue.  A view has no key: Hibernate has to be told which column it is. */
@Entity
@Immutable
@Table(schema = "support", name = "work_queue")
public class Waiting {
	@Id
	@Column(name = "complaint_id")
	public Long complaint;
	public Integer priority;
	@Column(name = "due_at")
	public Date dueAt;
	public String title;
	public String owner;
}
