/** Imports go one way; see ARCHITECTURE.md. Each rule names a folder and what it may not import. */
const forbid = (name, from, to, comment) => ({ name, severity: 'error', comment, from: { path: from }, to: { path: to, dependencyTypesNot: ['type-only'] } });

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-missing', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '@graphql-typed-document-node/core' } },
    forbid('plugins-use-the-public-door', '^plugins/', '^(src/(?!plugin/)|dashboard|test|bench)', 'A plugin imports flywheel/plugin alone, as a package of someone else would.'),
    forbid('public-door-is-closed', '^src/plugin/', '^(src/(?!plugin/)|plugins)', 'What plugins are written against depends on nothing of the server.'),
    forbid('plugin-testing-is-for-tests', '^(src/(?!plugin-testing/)|plugins/)', '^src/plugin-testing/', 'It loads TensorFlow, and only tests of plugins need it.'),
    forbid('domain', '^src/domain/', '^src/(?!domain/|plugin/|store/keys)', 'The domain knows no transport, no queue, no TensorFlow.'),
    forbid('jobs', '^src/jobs/', '^src/(?!jobs/|domain/|plugin/|logging)', ''),
    forbid('data', '^src/data/', '^src/(?!data/|domain/|plugin/|store/)', ''),
    forbid('tensor', '^src/tensor/', '^src/(?!tensor/|plugin/|config|domain/compute-info|problem)', ''),
    forbid('graphql', '^src/graphql/', '^src/(?!graphql/|domain/|jobs/|plugin/|plugins/|store/keys)', ''),
    forbid('webhooks', '^src/webhooks/', '^src/(?!webhooks/|domain/|logging|repeat)', ''),
    forbid('compute-knows-no-api', '^src/(training|serving|importing|exporting|evaluating|erasing|worker|worker\\.ts)', '^src/(graphql|http)/', 'Trainers and workers never load GraphQL.'),
    forbid('api-knows-no-tensors', '^src/(graphql|http|domain|jobs|webhooks|server\\.ts)', '^src/(tensor|training|serving|evaluating)/', 'The API process never loads TensorFlow.'),
    { name: 'api-loads-no-tensorflow', severity: 'error', from: { path: '^src/(graphql|http|domain|jobs|plugins|server\\.ts)' }, to: { path: '@tensorflow', dependencyTypesNot: ['type-only'] } },
    forbid('dashboard-uses-the-api', '^dashboard/', '^(src|plugins)/', 'The dashboard uses the public API only.'),
    forbid('nothing-imports-tests', '^(src|plugins|dashboard)/', '^test/', ''),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist|dashboard/src/gql)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'], extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'] },
  },
};
