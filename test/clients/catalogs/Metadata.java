import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What java.sql.DatabaseMetaData tells of a schema, a line each, values between tabs. */
public class Metadata {
	static final String[] RELATIONS = { "TABLE", "PARTITIONED TABLE", "FOREIGN TABLE", "VIEW", "MATERIALIZED VIEW" };

	static void print(String kind, ResultSet rows, String... columns) throws SQLException {
		while (rows.next()) {
			StringBuilder line = new StringBuilder(kind);
			for (String column : columns)
				line.append('\t').append(rows.getString(column));
			System.out.println(line);
		}
	}

	public static void main(String[] arguments) throws SQLException {
		String schema = arguments[0];
		String where = "jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT") + "/" + System.getenv("PGDATABASE");
		try (Connection conn = DriverManager.getConnection(where, System.getenv("PGUSER"), System.getenv("PGPASSWORD"))) {
			DatabaseMetaData told = conn.getMetaData();
			print("relation", told.getTables(null, schema, null, RELATIONS), "TABLE_NAME", "REMARKS");
			print("column", told.getColumns(null, schema, null, null), "TABLE_NAME", "COLUMN_NAME", "TYPE_NAME", "REMARKS");
			print("primary", told.getPrimaryKeys(null, schema, null), "TABLE_NAME", "COLUMN_NAME");
			print("foreign", told.getImportedKeys(null, schema, null),
				"FKTABLE_NAME", "FKCOLUMN_NAME", "PKTABLE_SCHEM", "PKTABLE_NAME", "PKCOLUMN_NAME");
		}
	}
}
