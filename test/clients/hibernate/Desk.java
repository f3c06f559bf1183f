import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.type.StandardBasicTypes;

/** A service team's application on Hibernate. */
public class Desk {
	/** A transaction in which a person acts.  The setting ends with it. */
	public static <T> T actingAs(SessionFactory factory, String person, Function<Session, T> work) {
		Session session = factory.openSession();
		try {
			session.beginTransaction();
			session.createSQLQuery("SELECT set_config('complaint_flow.actor', :person, true)").setString("person", person).list();
			T result = work.apply(session);
			session.getTransaction().commit();
			return result;
		} catch (RuntimeException error) {
			session.getTransaction().rollback();
			throw error;
		} finally {
			session.close();
		}
	}

	/** Writes an entity, and reads what the engine made of it. */
	public static <T> T save(Session session, T entity) {
		session.saveOrUpdate(entity);
		session.flush();
		session.refresh(entity);
		return entity;
	}

	/** Month, category, cases received, share that was resolved: Date, String, Long, BigDecimal. */
	@SuppressWarnings("unchecked")
	public static List<Object[]> months(Session session, Date month) {
		return session.createSQLQuery("SELECT month, category, received, resolution_rate FROM support.kpi_month WHERE month = :month")
			.addScalar("month", StandardBasicTypes.DATE).addScalar("category", StandardBasicTypes.STRING)
			.addScalar("received", StandardBasicTypes.LONG).addScalar("resolution_rate", StandardBasicTypes.BIG_DECIMAL)
			.setDate("month", month).list();
	}

	/** A page of the queue; last is the last row of the page before, or null. */
	@SuppressWarnings("unchecked")
	public static List<Waiting> queueAfter(Session session, Waiting last, int size) {
		return session.createSQLQuery("SELECT * FROM support.work_queue"
				+ " WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (:priority, coalesce(:due, timestamptz 'infinity'), :complaint)"
				+ " ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id")
			.addEntity(Waiting.class)
			.setInteger("priority", last == null ? -1 : last.priority)
			.setParameter("due", last == null ? null : last.dueAt, StandardBasicTypes.TIMESTAMP)
			.setLong("complaint", last == null ? 0 : last.complaint)
			.setMaxResults(size).list();
	}
}
