// Asks the model of desk.malloy, as an analyst.
import { readFile } from 'node:fs/promises';
import postgres from '@malloydata/db-postgres';
import malloy from '@malloydata/malloy';

const connection = new postgres.PostgresConnection('desk', undefined, () => ({ connectionString: process.env.DATABASE_URL }));
const runtime = new malloy.SingleConnectionRuntime({
	connection,
	urlReader: { readURL: url => readFile(url, 'utf8') },
});
export const model = runtime.loadModel(new URL('desk.malloy', import.meta.url));

export async function ask(question) {
	const result = await model.loadQuery(question).run();
	return result.data.toObject();
}

export const close = () => connection.close();
