import { createProject } from '../../domain/projects/create-project.ts';
import { Project } from '../../domain/entities/project.ts';
import { scopes } from '../../domain/entities/api-key.ts';
import { builder } from '../builder.ts';
import { callerOf } from '../context.ts';
import { answer, type Payload } from '../mutation.ts';
import { UserErrorType } from './user-error.ts';

export const ScopeType = builder.enumType('Scope', {
  description: 'What a key may do. READ alone changes nothing; a browser front end gets GENERATE and FEEDBACK alone; ADMIN includes all others.',
  values: scopes,
});

/** A key sees its own project and no other; a root key sees the project that it has just made in the payload alone. */
export const ProjectNode = builder.loadableNodeRef('Project', {
  id: { resolve: (project: Project) => project.id },
  load: (ids: string[], { em, viewer }) => em.find(Project, { id: { $in: ids.filter((id) => id === viewer?.projectId) } }),
  sort: (project: Project) => project.id,
});
ProjectNode.implement({
  description: 'A tenant: everything belongs to one.',
  authScopes: { signedIn: true },
  isTypeOf: (value) => value instanceof Project,
  fields: (t) => ({ name: t.exposeString('name'), createdAt: t.expose('createdAt', { type: 'DateTime' }) }),
});

const Viewer = builder.objectRef<{ projectId: string; scopes: ReadonlySet<(typeof scopes)[number]> }>('Viewer').implement({
  description: 'Whose key this is.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    project: t.field({ type: ProjectNode, resolve: (viewer) => viewer.projectId }),
    scopes: t.field({ type: [ScopeType], resolve: (viewer) => [...viewer.scopes] }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({ type: Viewer, authScopes: { signedIn: true }, description: 'The project and the scopes of the key in use.', resolve: (_root, _args, context) => callerOf(context) }),
);

const CreateProjectInput = builder.inputType('CreateProjectInput', {
  description: 'Only a key of the root project (printed at the first start, or given in the environment) may call it.',
  fields: (t) => ({ name: t.string({ required: true }), idempotencyKey: t.string() }),
});

const CreateProjectPayload = builder.objectRef<Payload<Awaited<ReturnType<typeof createProject>>>>('CreateProjectPayload').implement({
  description: 'The new project and its first key.',
  authScopes: { scope: ['ADMIN'] },
  fields: (t) => ({
    project: t.field({ type: ProjectNode, nullable: true, resolve: (payload) => payload.result?.project }),
    secret: t.string({ nullable: true, description: 'An ADMIN key of the new project, shown this once.', resolve: (payload) => payload.result?.secret }),
    userErrors: t.field({ type: [UserErrorType], resolve: (payload) => payload.userErrors }),
  }),
});

builder.mutationField('createProject', (t) =>
  t.field({
    type: CreateProjectPayload,
    description: 'Makes a project with an ADMIN key of its own.',
    authScopes: { scope: ['ADMIN'] },
    args: { input: t.arg({ type: CreateProjectInput, required: true }) },
    resolve: (_root, { input }, context) => answer(() => createProject(context, callerOf(context), input)),
  }),
);
