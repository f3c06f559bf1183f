import java.util.Objects;

/** Results in the Test Anything Protocol. */
public class Tap {
	private static int count;

	public interface Action { Object run() throws Exception; }

	public static void ok(boolean good, String what, Object shown) {
		System.out.println((good ? "ok " : "not ok ") + ++count + " - " + what);
		if (!good)
			System.err.println("#   " + shown);
	}

	public static void same(Object found, Object wanted, String what) {
		ok(Objects.equals(found, wanted), what, "found " + found + ", wanted " + wanted);
	}

	/** What a client does by habit must work: an error is a result, not the end. */
	public static void works(String what, Action action) {
		try {
			Object found = action.run();
			ok(!Boolean.FALSE.equals(found), what, found);
		} catch (Exception error) {
			ok(false, what, error.getCause() == null ? error : error + " because of " + error.getCause());
		}
	}
}
