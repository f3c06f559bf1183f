// A desk as a GraphQL service, with PostGraphile.
import { createServer } from 'node:http';
import graphile from 'graphile-utils';
import { postgraphile } from 'postgraphile';

// "staff" is its own plural, and a view has no key by itself.
const tags = graphile.makeJSONPgSmartTagsPlugin({
	version: 1,
	config: {
		constraint: { 'support.staff.staff_manager_fkey': { tags: { foreignFieldName: 'reports' } } },
		class: { 'support.work_queue': { tags: { primaryKey: 'complaint_id' } } },
	},
});

// who(request) says who is logged in; each request is a transaction of that
// person.  Serve the schema of the desk alone.
export function serve(pool, who) {
	return createServer(postgraphile(pool, 'support', {
		appendPlugins: [tags],
		ignoreRBAC: false,
		dynamicJson: true,
		disableQueryLog: true,
		legacyRelations: 'omit',
		extendedErrors: ['errcode', 'table', 'column', 'detail', 'hint'],
		pgSettings: request => ({ 'complaint_flow.actor': who(request) }),
	}));
}
