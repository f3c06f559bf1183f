import java.util.Date;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.Table;

/** An entry; PostgreSQL gives its number. */
@Entity
@Table(schema = "support", name = "work_order")
public class WorkOrder {
	@Id
	@GeneratedValue(strategy = GenerationType.IDENTITY)
	public Long id;
	@Column(name = "complaint_id")
	public Long complaint;
	public String department;
	public String task;
	public String status;
	@Column(name = "recorded_by")
	public String recordedBy;
	@Column(name = "recorded_at")
	public Date recordedAt;
}
