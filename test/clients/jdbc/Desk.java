import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A service team's application on JDBC. */
public class Desk {
	public record Filed(long id, String sheetNo, String category, String owner, OffsetDateTime dueAt, List<String> missing) {}
	public record Facts(String channel, Long customer, String title, String description) {}
	public record Waiting(long complaint, int priority, OffsetDateTime dueAt, String title) {}
	public interface Work<T> { T with(Connection conn) throws SQLException; }

	/** A transaction in which a person acts.  The setting ends with it. */
	public static <T> T actingAs(DataSource pool, String person, Work<T> work) throws SQLException {
		try (Connection conn = pool.getConnection()) {
			conn.setAutoCommit(false);
			try (PreparedStatement set = conn.prepareStatement("SELECT set_config('complaint_flow.actor', ?, true)")) {
				set.setString(1, person);
				set.execute();
				T result = work.with(conn);
				conn.commit();
				return result;
			} catch (SQLException | RuntimeException error) {
				conn.rollback();
				throw error;
			}
		}
	}

	public static Filed file(Connection conn, Facts facts) throws SQLException {
		try (PreparedStatement insert = conn.prepareStatement("""
				INSERT INTO support.complaint (channel, customer_id, title, description) VALUES (?, ?, ?, ?)
				RETURNING id, sheet_no, category, owner, due_at, missing""")) {
			set(insert, facts);
			ResultSet row = insert.executeQuery();
			row.next();
			return new Filed(row.getLong("id"), row.getString("sheet_no"), row.getString("category"), row.getString("owner"),
				row.getObject("due_at", OffsetDateTime.class), List.of((String[]) row.getArray("missing").getArray()));
		}
	}

	static void set(PreparedStatement insert, Facts facts) throws SQLException {
		insert.setString(1, facts.channel());
		insert.setObject(2, facts.customer());
		insert.setString(3, facts.title());
		insert.setString(4, facts.description());
	}

	/** Many at once: one round trip for each hundred, no more work than COPY for the desk. */
	public static void load(Connection conn, List<Facts> all) throws SQLException {
		try (PreparedStatement insert = conn.prepareStatement(
				"INSERT INTO support.complaint (channel, customer_id, title, description) VALUES (?, ?, ?, ?)")) {
			for (Facts facts : all) {
				set(insert, facts);
				insert.addBatch();
			}
			insert.executeBatch();
		}
	}

	public static String changeState(Connection conn, long complaint, String state, String reason) throws SQLException {
		try (PreparedStatement update = conn.prepareStatement(
				"UPDATE support.complaint SET state = ?, reason = ? WHERE id = ? RETURNING state")) {
			update.setString(1, state);
			update.setString(2, reason);
			update.setLong(3, complaint);
			ResultSet row = update.executeQuery();
			row.next();
			return row.getString(1);
		}
	}

	public static long openWorkOrder(Connection conn, long complaint, String department, String task) throws SQLException {
		try (PreparedStatement insert = conn.prepareStatement(
				"INSERT INTO support.work_order (complaint_id, department, task) VALUES (?, ?, ?) RETURNING id")) {
			insert.setLong(1, complaint);
			insert.setString(2, department);
			insert.setString(3, task);
			ResultSet row = insert.executeQuery();
			row.next();
			return row.getLong(1);
		}
	}

	/** What a form shows, and at which field.  Of a batch, the exception that follows says it. */
	public static Map<String, String> fieldErrors(SQLException error) {
		Map<String, String> shown = new LinkedHashMap<>();
		for (SQLException one = error; one != null; one = one.getNextException()) {
			ServerErrorMessage said = one instanceof PSQLException ? ((PSQLException) one).getServerErrorMessage() : null;
			if (said != null)
				shown.put(said.getColumn() == null ? "" : said.getColumn(),
					said.getMessage() + (said.getHint() == null ? "" : ": " + said.getHint()));
		}
		return shown;
	}

	public static Map<String, Long> receivedByCategory(Connection conn, LocalDate month) throws SQLException {
		Map<String, Long> received = new LinkedHashMap<>();
		try (PreparedStatement select = conn.prepareStatement(
				"SELECT category, sum(received)::bigint FROM support.kpi_month WHERE month = ? GROUP BY category ORDER BY category")) {
			select.setObject(1, month);
			for (ResultSet row = select.executeQuery(); row.next(); )
				received.put(row.getString(1), row.getLong(2));
		}
		return received;
	}

	/** A page of the queue; last is the last row of the page before, or null. */
	public static List<Waiting> queueAfter(Connection conn, Waiting last, int size) throws SQLException {
		List<Waiting> page = new ArrayList<>();
		try (PreparedStatement select = conn.prepareStatement("""
				SELECT complaint_id, priority, due_at, title FROM support.work_queue
				 WHERE (priority, coalesce(due_at, 'infinity'), complaint_id) > (?, coalesce(?, timestamptz 'infinity'), ?)
				 ORDER BY priority, coalesce(due_at, 'infinity'), complaint_id LIMIT ?""")) {
			select.setInt(1, last == null ? -1 : last.priority());
			select.setObject(2, last == null ? null : last.dueAt(), Types.TIMESTAMP_WITH_TIMEZONE);
			select.setLong(3, last == null ? 0 : last.complaint());
			select.setInt(4, size);
			for (ResultSet row = select.executeQuery(); row.next(); )
				page.add(new Waiting(row.getLong(1), row.getInt(2), row.getObject(3, OffsetDateTime.class), row.getString(4)));
		}
		return page;
	}
}
