import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;

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
}
