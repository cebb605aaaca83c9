import { SubjectExport } from '../../domain/entities/subject-export.ts';
import { exportSubject } from '../../domain/privacy/export-subject.ts';
import { awaitRow, DEFAULT_WAIT_SECONDS, waitInput } from '../await-row.ts';
import { builder } from '../builder.ts';
import { callerOf, type Context } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { SubjectExportNode } from '../refs.ts';
import { ExportStateType } from './dataset-export.ts';
import { UserErrorType } from './user-error.ts';

const urlOf = ({ state, expiresAt, key }: SubjectExport, { urls, origin }: Context) =>
  state === 'SUCCEEDED' && key && (expiresAt?.getTime() ?? 0) > Date.now() ? urls.fileUrl(origin, key) : null;

SubjectExportNode.implement({
  description: 'All that was held on a person, as a file, which is kept for a day. It does not say who it was.',
  authScopes: { scope: ['ADMIN'] },
  isTypeOf: (value) => value instanceof SubjectExport,
  fields: (t) => ({
    state: t.field({ type: ExportStateType, resolve: (row) => row.state }),
    failure: t.exposeString('failure', { nullable: true }),
    url: t.string({ nullable: true, description: 'A JSON archive; signed; expires. Null while there is no file.', resolve: (row, _args, context) => urlOf(row, context) }),
    sizeBytes: t.exposeFloat('sizeBytes', { nullable: true }),
    actor: t.exposeString('actor', { description: 'The API key that asked for it, by name.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', nullable: true, description: 'When the file is taken away.' }),
  }),
});

const ExportSubjectInput = builder.inputType('ExportSubjectInput', {
  description: 'Whose data is wanted, as samples, generations and feedback name them.',
  fields: (t) => ({
    subject: t.string({ required: true }),
    waitSeconds: t.float({ defaultValue: DEFAULT_WAIT_SECONDS, description: 'Answer with the file where it takes no longer (60 at most); else with an export still RUNNING, to be asked for by its id.' }),
    idempotencyKey: t.string(),
  }),
});

const ExportSubjectPayload = builder.objectRef<Payload<{ subjectExport: SubjectExport }>>('ExportSubjectPayload').implement({
  description: 'The export, with its file where it took no longer than waitSeconds.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    url: t.string({ nullable: true, description: 'A JSON archive; signed; expires.', resolve: ({ result }, _args, context) => result && urlOf(result.subjectExport, context) }),
    subjectExport: t.field({ type: SubjectExportNode, nullable: true, resolve: (payload) => payload.result?.subjectExport }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('exportSubject', (t) =>
  t.field({
    type: ExportSubjectPayload,
    description: 'Everything held about one person, as a downloadable archive.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: ExportSubjectInput, required: true }) },
    resolve: (_root, { input: { waitSeconds, ...input } }, context) =>
      answer(async () => {
        const seconds = waitInput(waitSeconds);
        const asked = await exportSubject(context, callerOf(context), input);
        return { subjectExport: await awaitRow(asked, context.feeds.subjectExportChanged(asked.id), seconds, context.gone) };
      }),
  }),
);
