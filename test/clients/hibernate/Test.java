import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.function.Function;
import org.hibernate.JDBCException;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StaleStateException;
import org.hibernate.cfg.Configuration;
import org.hibernate.type.StandardBasicTypes;
import org.postgresql.util.PSQLException;

/** Entities are saved as Hibernate's users save them. */
public class Test extends Tap {
	static SessionFactory factory;

	static <T> T by(String person, Function<Session, T> work) {
		return Desk.actingAs(factory, person, work);
	}

	static Complaint complaint(String channel, String title) {
		Complaint one = new Complaint();
		one.channel = channel;
		one.title = title;
		one.customer = 1L;
		return one;
	}

	static Object value(Session session, String sql) {
		return session.createSQLQuery(sql).uniqueResult();
	}

	public static void main(String[] arguments) {
		factory = new Configuration().addAnnotatedClass(Complaint.class).addAnnotatedClass(WorkOrder.class)
			.addAnnotatedClass(Waiting.class)
			.setProperty("hibernate.connection.driver_class", "org.postgresql.Driver")
			.setProperty("hibernate.connection.url", "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT")
				+ "/" + System.getenv("PGDATABASE"))
			.setProperty("hibernate.connection.username", System.getenv("PGUSER"))
			.setProperty("hibernate.connection.password", System.getenv("PGPASSWORD"))
			.setProperty("hibernate.dialect", "org.hibernate.dialect.PostgreSQLDialect")
			.setProperty("hibernate.jdbc.batch_size", "50").buildSessionFactory();
		long id = by("li.na", session -> ((Number) value(session,
			"INSERT INTO support.complaint (channel, title, customer_id) VALUES ('hotline', '发票没开', 1) RETURNING id")).longValue());

		works("an entity is saved, classified and owned", () -> {
			Complaint filed = by("li.na", session -> Desk.save(session, complaint("hotline", "包裹少了一件")));
			return "1.2 li.na".equals(filed.category + " " + filed.owner);
		});
		works("an entry is saved", () -> {
			WorkOrder order = new WorkOrder();
			order.complaint = id;
			order.department = "technical";
			order.task = "核对发货记录";
			return "open".equals(by("li.na", session -> Desk.save(session, order)).status);
		});
		works("the state changes", () -> "verifying".equals(by("li.na", session -> {
			Complaint one = (Complaint) session.get(Complaint.class, id);
			one.state = "verifying";
			return Desk.save(session, one);
		}).state));
		same(by("", session -> value(session,
			"SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE seq > 1 AND complaint_id = " + id)),
			"li.na", "the history names the person");
		Object backend = by("li.na", session -> value(session, "SELECT pg_backend_pid()"));
		Session next = factory.openSession();
		same(value(next, "SELECT concat(pg_backend_pid(), ' ', current_setting('complaint_flow.actor', true))"), backend + " ",
			"the next user of the connection is nobody");
		next.close();
		works("a detached entity comes back, its times cut to milliseconds", () -> {
			Complaint one = by("li.na", session -> (Complaint) session.get(Complaint.class, id));
			one.receivedAt = new Date(one.receivedAt.getTime());
			one.dueAt = one.dueAt == null ? null : new Date(one.dueAt.getTime());
			one.updatedAt = new Date();
			one.merchant = "Harbour Store";
			one.amount = new BigDecimal("20.50");
			by("li.na", session -> { session.update(one); return null; });
			return "Harbour Store".equals(by("li.na", session -> value(session, "SELECT merchant FROM support.complaint WHERE id = " + id)));
		});
		works("another change in between is seen", () -> {
			Complaint one = by("li.na", session -> (Complaint) session.get(Complaint.class, id));
			by("wang.fang", session -> value(session, "INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)"
				+ " VALUES (" + id + ", 'in', 'hotline', 'information', 'reached') RETURNING id"));
			one.merchant = "Orange Home";
			try {
				by("li.na", session -> { session.update(one); return null; });
				return false;
			} catch (StaleStateException error) {
				return true;
			}
		});
		works("a refusal: SQLSTATE, column and HINT", () -> {
			try {
				by("li.na", session -> Desk.save(session, complaint("电话", "发票没开")));
				return false;
			} catch (JDBCException error) {
				SQLException one = error.getSQLException();
				while (!(one instanceof PSQLException))
					one = one.getNextException();
				return ("KF008 channel Did you mean hotline?").equals(one.getSQLState() + " "
					+ ((PSQLException) one).getServerErrorMessage().getColumn() + " " + ((PSQLException) one).getServerErrorMessage().getHint());
			}
		});
		works("a batch", () -> by("li.na", session -> {
			for (int n = 0; n < 100; n++)
				session.save(complaint("app", "包裹漏发 " + n));
			session.flush();
			return ((Number) value(session, "SELECT count(*) FROM support.complaint WHERE title LIKE '包裹漏发 %' AND category IS NOT NULL")).intValue() == 100;
		}));
		List<Object[]> months = by("sun.li", session -> Desk.months(session, java.sql.Date.valueOf("2026-03-01")));
		same(months.stream().mapToLong(row -> (Long) row[2]).sum(), 60L, "kpi_month: the cases of March");
		same(months.stream().filter(row -> !(row[0] instanceof java.sql.Date) || row[3] != null && !(row[3] instanceof BigDecimal)).toList(),
			List.of(), "... dates, decimals");
		by("sun.li", session -> {
			List<Long> seen = new ArrayList<>();
			Waiting last = null;
			for (List<Waiting> page; !(page = Desk.queueAfter(session, last, 37)).isEmpty(); last = page.get(page.size() - 1))
				page.forEach(row -> seen.add(row.complaint));
			same(seen, session.createSQLQuery("SELECT complaint_id FROM support.work_queue")
				.addScalar("complaint_id", StandardBasicTypes.LONG).list(), "the pages of the queue are the queue");
			return null;
		});
		works("HQL", () -> by("sun.li", session -> session.createQuery("FROM Complaint AS c WHERE c.id > :last ORDER BY c.id")
			.setLong("last", 10).setMaxResults(20).list().size() == 20));
		System.exit(0);
	}
}
