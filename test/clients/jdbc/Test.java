import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.ds.PGPoolingDataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** The examples of Desk.java do what they say, and habits of frameworks on JDBC. */
public class Test extends Tap {
	static final PGSimpleDataSource pool = new PGSimpleDataSource();

	static SQLException refusal(String person, Desk.Work<?> work) throws SQLException {
		try {
			Desk.actingAs(pool, person, work);
			return null;
		} catch (SQLException error) {
			return error;
		}
	}

	static int run(Connection conn, String sql, Object... values) throws SQLException {
		try (PreparedStatement statement = conn.prepareStatement(sql)) {
			for (int i = 0; i < values.length; i++)
				statement.setObject(i + 1, values[i]);
			return statement.executeUpdate();
		}
	}

	static Object value(Connection conn, String sql, Object... values) throws SQLException {
		try (PreparedStatement statement = conn.prepareStatement(sql)) {
			for (int i = 0; i < values.length; i++)
				statement.setObject(i + 1, values[i]);
			ResultSet row = statement.executeQuery();
			return row.next() ? row.getObject(1) : null;
		}
	}

	/** The row as Hibernate keeps it: a value for each column. */
	static Map<String, Object> load(Connection conn, String table, long id) throws SQLException {
		Map<String, Object> row = new LinkedHashMap<>();
		try (PreparedStatement select = conn.prepareStatement("SELECT * FROM support." + table + " WHERE id = ?")) {
			select.setLong(1, id);
			ResultSet result = select.executeQuery();
			result.next();
			ResultSetMetaData columns = result.getMetaData();
			for (int i = 1; i <= columns.getColumnCount(); i++)
				row.put(columns.getColumnName(i), result.getObject(i));
		}
		return row;
	}

	/** All columns, as Hibernate writes an entity that changed; version: the column with @Version, or null. */
	static int save(Connection conn, String table, Map<String, Object> row, String version) throws SQLException {
		String columns = row.keySet().stream().filter(name -> !name.equals("id")).map(name -> name + " = ?").collect(Collectors.joining(", "));
		List<Object> values = row.keySet().stream().filter(name -> !name.equals("id")).map(row::get).collect(Collectors.toCollection(ArrayList::new));
		values.add(row.get("id"));
		if (version != null) {
			values.add(row.get(version));
			values.set(new ArrayList<>(row.keySet()).indexOf(version) - 1, (Integer) row.get(version) + 1);
		}
		return run(conn, "UPDATE support." + table + " SET " + columns + " WHERE id = ?" + (version == null ? "" : " AND " + version + " = ?"),
			values.toArray());
	}

	/** An entity with what is set; all other columns are NULL. */
	static Object insert(Connection conn, String table, Map<String, Object> set) throws SQLException {
		List<String> columns = new ArrayList<>();
		try (ResultSet all = conn.getMetaData().getColumns(null, "support", table, null)) {
			while (all.next())
				if (!all.getString("COLUMN_NAME").equals("id"))
					columns.add(all.getString("COLUMN_NAME"));
		}
		return value(conn, "INSERT INTO support." + table + " (" + String.join(", ", columns) + ") VALUES ("
			+ columns.stream().map(name -> "?").collect(Collectors.joining(", ")) + ") RETURNING id",
			columns.stream().map(set::get).toArray());
	}

	public static void main(String[] arguments) throws Exception {
		reach(pool);
		examples();
		habits();
	}

	static void reach(BaseDataSource source) {
		source.setServerNames(new String[] { System.getenv("PGHOST") });
		source.setPortNumbers(new int[] { Integer.parseInt(System.getenv("PGPORT")) });
		source.setDatabaseName(System.getenv("PGDATABASE"));
		source.setUser(System.getenv("PGUSER"));
		source.setPassword(System.getenv("PGPASSWORD"));
	}

	static long number;

	static void examples() throws Exception {
		Desk.Filed filed = Desk.actingAs(pool, "li.na", conn ->
			Desk.file(conn, new Desk.Facts("hotline", 1L, "包裹少了一件", "两只杯子只收到一只")));
		number = filed.id();
		same(filed.category() + " " + filed.owner(), "1.2 li.na", "a complaint is classified and owned");
		ok(filed.dueAt() != null && filed.missing().contains("order number"), "due_at is a time, missing a list", filed);
		same(Desk.actingAs(pool, "li.na", conn -> Desk.changeState(conn, number, "verifying", null)), "verifying", "the state changes");
		ok(Desk.actingAs(pool, "li.na", conn -> Desk.openWorkOrder(conn, number, "technical", "核对发货记录")) > 0, "a work order", "");
		same(Desk.actingAs(pool, "", conn -> value(conn,
			"SELECT string_agg(DISTINCT actor, ',') FROM support.complaint_event WHERE complaint_id = ? AND seq > 1", number)),
			"li.na", "the history names the person");

		PGPoolingDataSource one = new PGPoolingDataSource();
		one.setDataSourceName("one");
		one.setMaxConnections(1);
		reach(one);
		Object backend = Desk.actingAs(one, "li.na", conn -> value(conn, "SELECT pg_backend_pid()"));
		try (Connection next = one.getConnection()) {
			same(value(next, "SELECT concat(pg_backend_pid(), ' ', current_setting('complaint_flow.actor', true))"), backend + " ",
				"the next user of the pooled connection is nobody");
		}
		one.close();

		SQLException error = refusal("li.na", conn -> Desk.file(conn, new Desk.Facts("电话", null, "发票没开", null)));
		same(error.getSQLState() + " " + Desk.fieldErrors(error).keySet(), "KF008 [channel]", "an unknown channel: SQLSTATE and field");
		ok(Desk.fieldErrors(error).get("channel").contains("hotline"), "... HINT", Desk.fieldErrors(error));
		error = refusal("li.na", conn -> Desk.changeState(conn, number, "closed", null));
		same(error.getSQLState() + " " + Desk.fieldErrors(error).keySet(), "KF001 [state]", "a state that is not next");

		List<Desk.Facts> many = LongStream.range(0, 200).mapToObj(n -> new Desk.Facts("app", 1 + n % 20, "包裹漏发", "Batch " + n)).toList();
		Desk.actingAs(pool, "li.na", conn -> { Desk.load(conn, many); return null; });
		same(Desk.actingAs(pool, "", conn -> value(conn,
			"SELECT count(category) || ' ' || count(DISTINCT sheet_no) FROM support.complaint WHERE description LIKE 'Batch %'")),
			"200 200", "a batch: all are classified and numbered");
		error = refusal("li.na", conn -> { Desk.load(conn, List.of(many.get(0), new Desk.Facts("电话", null, "发票没开", null))); return null; });
		same(Desk.fieldErrors(error).keySet().toString(), "[channel]", "a batch with an unknown channel: the field");
		same(Desk.actingAs(pool, "li.na", conn -> {
			CopyIn copy = conn.unwrap(PGConnection.class).getCopyAPI().copyIn(
				"COPY support.complaint (channel, customer_id, title, description) FROM STDIN WITH (FORMAT csv)");
			byte[] lines = "app,1,包裹漏发,Copy 1\napp,,包裹漏发,Copy 2\n".getBytes(StandardCharsets.UTF_8);
			copy.writeToCopy(lines, 0, lines.length);
			return copy.endCopy();
		}), 2L, "COPY");
		same(Desk.actingAs(pool, "sun.li", conn -> Desk.receivedByCategory(conn, LocalDate.of(2026, 3, 1)))
			.values().stream().mapToLong(Long::longValue).sum(), 60L, "kpi_month: the cases of March");
		Desk.actingAs(pool, "sun.li", conn -> {
			List<Long> seen = new ArrayList<>();
			Desk.Waiting last = null;
			for (List<Desk.Waiting> page; !(page = Desk.queueAfter(conn, last, 37)).isEmpty(); last = page.get(page.size() - 1))
				page.forEach(row -> seen.add(row.complaint()));
			same(seen, List.of((Long[]) ((java.sql.Array) value(conn,
				"SELECT array_agg(complaint_id) FROM support.work_queue")).getArray()), "the pages of the queue are the queue");
			return null;
		});
	}

	static void habits() throws Exception {
		// Hibernate: an entity with all its columns, NULL where nothing is set
		works("a new complaint with NULL in all other columns", () -> Desk.actingAs(pool, "li.na", conn ->
			insert(conn, "complaint", Map.of("channel", "app", "title", "发票没开"))));
		works("a new contact", () -> Desk.actingAs(pool, "li.na", conn -> insert(conn, "contact", Map.of("complaint_id", number,
			"direction", "out", "channel", "hotline", "purpose", "first_response", "result", "reached"))));
		works("a new customer", () -> Desk.actingAs(pool, "li.na", conn -> insert(conn, "customer", Map.of("name", "王小明"))));
		works("a new work order", () -> Desk.actingAs(pool, "li.na", conn -> insert(conn, "work_order",
			Map.of("complaint_id", number, "department", "technical", "task", "再核对"))));
		works("a new remedy", () -> Desk.actingAs(pool, "li.na", conn -> insert(conn, "remedy",
			Map.of("complaint_id", number, "kind", "points", "amount", new java.math.BigDecimal("10.50")))));
		works("stamps of the framework", () -> Desk.actingAs(pool, "li.na", conn -> {
			Timestamp now = Timestamp.from(Instant.now());
			return insert(conn, "complaint", Map.of("channel", "app", "title", "发票没开", "received_at", now, "updated_at", now, "event_count", 0));
		}));
		for (String table : List.of("complaint", "customer", "contact", "work_order", "remedy"))
			works("ids of " + table + " by its sequence", () -> Desk.actingAs(pool, "li.na", conn ->
				value(conn, List.of("work_order", "remedy").contains(table) ? "SELECT nextval('support.entry_id_seq')" :
					"SELECT nextval(pg_get_serial_sequence('support." + table + "', 'id'))") != null));

		works("a whole row is saved", () -> Desk.actingAs(pool, "li.na", conn -> {
			Map<String, Object> row = load(conn, "complaint", number);
			row.put("merchant", "Harbour Store");
			return save(conn, "complaint", row, null) == 1;
		}));
		works("... times cut to milliseconds", () -> Desk.actingAs(pool, "li.na", conn -> {
			Map<String, Object> row = load(conn, "complaint", number);
			row.replaceAll((name, value) -> value instanceof Timestamp ? new Timestamp(((Timestamp) value).getTime()) : value);
			row.put("merchant", "Orange Home");
			return save(conn, "complaint", row, null) == 1;
		}));
		Map<String, Object> stale = Desk.actingAs(pool, "li.na", conn -> load(conn, "complaint", number));
		Desk.actingAs(pool, "wang.fang", conn -> run(conn, "INSERT INTO support.contact (complaint_id, direction, channel, purpose, result)"
			+ " VALUES (?, 'in', 'hotline', 'information', 'reached')", number));
		works("... that another change made old", () -> Desk.actingAs(pool, "li.na", conn -> {
			stale.put("merchant", "Harbour Store");
			return save(conn, "complaint", stale, null) == 1 && "Harbour Store".equals(load(conn, "complaint", number).get("merchant"));
		}));
		same(Desk.actingAs(pool, "li.na", conn -> save(conn, "complaint", stale, "event_count")), 0,
			"event_count as @Version: a lost update is seen");
		works("... and a new one is written", () -> Desk.actingAs(pool, "li.na", conn -> {
			Map<String, Object> row = load(conn, "complaint", number);
			row.put("merchant", "Orange Home");
			return save(conn, "complaint", row, "event_count") == 1;
		}));
		works("the same reason twice is a reason", () -> Desk.actingAs(pool, "sun.li", conn -> {
			for (String urgency : List.of("urgent", "ordinary")) {
				Map<String, Object> row = load(conn, "complaint", number);
				row.put("urgency", urgency);
				row.put("reason", "the customer asked");
				save(conn, "complaint", row, null);
			}
			return "ordinary".equals(load(conn, "complaint", number).get("urgency"));
		}));

		works("a target is written as a string", () -> Desk.actingAs(pool, "sun.li", conn ->
			run(conn, "UPDATE support.clock_rule SET target = ? WHERE target IS NOT NULL AND name = (SELECT min(name) FROM support.clock_rule"
				+ " WHERE metric = 'first_response')", "T+2") > 0));
		works("... and compared with one", () -> Desk.actingAs(pool, "sun.li", conn -> {
			run(conn, "SET LOCAL search_path = support, complaint_flow");
			return value(conn, "SELECT count(*) FROM clock_rule WHERE target = ?", "T+2").equals(1L);
		}));
		works("... and passed to a function", () -> Desk.actingAs(pool, "sun.li", conn ->
			value(conn, "SELECT complaint_flow.deadline(?, ?, ?, ?)", "support", "standard", Timestamp.from(Instant.now()), "T+2") != null));
	}
}
