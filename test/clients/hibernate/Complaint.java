import java.math.BigDecimal;
import java.util.Date;
import javax.persistence.Column;
import javax.persistence.Entity;
import javax.persistence.GeneratedValue;
import javax.persistence.GenerationType;
import javax.persistence.Id;
import javax.persistence.SequenceGenerator;
import javax.persistence.Table;
import javax.persistence.Version;

/** An entity of a desk: what the engine computes is a column as any other. */
@Entity
@Table(schema = "support", name = "complaint")
public class Complaint {
	@Id
	@GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "complaint_id")
	@SequenceGenerator(name = "complaint_id", sequenceName = "support.complaint_id_seq", allocationSize = 1)
	public Long id;
	@Column(name = "sheet_no")
	public String sheetNo;
	@Column(name = "received_at")
	public Date receivedAt;
	public String channel;
	@Column(name = "customer_id")
	public Long customer;
	public String title;
	public String description;
	public String merchant;
	public BigDecimal amount;
	public String category;
	public String urgency;
	public String state;
	public String owner;
	@Column(name = "due_at")
	public Date dueAt;
	public String reason;
	@Column(name = "updated_at")
	public Date updatedAt;
	/** The engine counts up as well: another change in between is seen. */
	@Version
	@Column(name = "event_count")
	public Integer version;
}
