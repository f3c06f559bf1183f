// Lets "prisma db pull" do without an engine that is not on npm: the one in
// JavaScript reads catalogs by the adapter, which knows neither name nor "char".
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { defineConfig } from 'prisma/config';

const [CHAR, NAME, TEXT, CHARS, NAMES, TEXTS] = [18, 19, 25, 1002, 1003, 1009];
const KNOWN = { [CHAR]: TEXT, [NAME]: TEXT, [CHARS]: TEXTS, [NAMES]: TEXTS };

class Catalogs extends PrismaPg {
	async connect() {
		const adapter = await super.connect();
		const { performIO, queryRaw } = adapter;
		let letters = [];
		adapter.performIO = async query => {
			const answer = await performIO.call(adapter, query);
			letters = answer.fields.map(field => field.dataTypeID === CHAR);
			for (const field of answer.fields) field.dataTypeID = KNOWN[field.dataTypeID] ?? field.dataTypeID;
			return answer;
		};
		adapter.queryRaw = async query => {
			const answer = await queryRaw.call(adapter, query);
			return { ...answer, columnTypes: answer.columnTypes.map((type, n) => letters[n] ? ColumnTypeEnum.Character : type) };
		};
		return adapter;
	}
}

export default defineConfig({
	experimental: { adapter: true },
	schema: 'schema.prisma',
	engine: 'js',
	adapter: async () => new Catalogs({ connectionString: process.env.DATABASE_URL }),
});
