import '@pothos/plugin-dataloader';
import '@pothos/plugin-relay';
import '@pothos/plugin-scope-auth';
import SchemaBuilder from '@pothos/core';
import DataloaderPlugin from '@pothos/plugin-dataloader';
import RelayPlugin from '@pothos/plugin-relay';
import ScopeAuthPlugin from '@pothos/plugin-scope-auth';
import type { Scope } from '../domain/entities/api-key.ts';
import { encodeGlobalId } from '../domain/global-id.ts';
import type { Context } from './context.ts';
import { badInput, forbidden, unauthenticated } from './errors.ts';
import { decodeGlobalId } from './global-id.ts';

export interface SchemaTypes {
  Context: Context;
  AuthScopes: {
    /** Everybody, also without a key. */
    public: boolean;
    /** Any key that is valid. */
    signedIn: boolean;
    /** A key with at least one of these. */
    scope: readonly Scope[];
  };
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    JSON: { Input: unknown; Output: unknown };
  };
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
}

/** GraphQL types that can be fetched by id. */
const nodeTypes = ['ApiKey', 'ConsensusLabel', 'ContributorMessage', 'DataStudy', 'Dataset', 'DatasetExport', 'DatasetVersion', 'Erasure', 'Evaluation', 'Experiment', 'Feedback', 'FlywheelCycle', 'FlywheelPolicy', 'Generation', 'Model', 'ModelVersion', 'Project', 'Review', 'SubjectExport', 'TrainingRun', 'Upload', 'Webhook', 'WebhookDelivery'] as const;
export type NodeType = (typeof nodeTypes)[number];
const MAX_NODES = 100;

const isNodeType = (typename: string): boolean => nodeTypes.some((name) => name === typename);

const signedIn = { authScopes: { signedIn: true } } as const;

/** The one schema builder of a process. Deny by default: a test finds types and root fields without `authScopes`. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ScopeAuthPlugin, RelayPlugin, DataloaderPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ viewer }) => ({
      public: true,
      signedIn: viewer !== null,
      scope: (any: readonly Scope[]) => viewer !== null && any.some((scope) => viewer.scopes.has(scope)),
    }),
    authorizeOnSubscribe: true,
    unauthorizedError: (_parent, { viewer }) => (viewer ? forbidden() : unauthenticated()),
  },
  relay: {
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: decodeGlobalId,
    edgesFieldOptions: { nullable: { list: false, items: false } },
    nodeFieldOptions: { nullable: false },
    nodeTypeOptions: { description: 'Anything with an id. Ids are opaque and global; an id of another project is answered like one that does not exist.' },
    pageInfoTypeOptions: { ...signedIn, description: 'Where a page stands in its list.' },
    defaultConnectionTypeOptions: signedIn,
    defaultEdgeTypeOptions: signedIn,
    // A node's own type says who may read it.
    nodesOnConnection: false,
    nodeQueryOptions: {
      description: 'The object of this id; null where there is none that this key may see.',
      authScopes: { signedIn: true },
      resolve: (_root, { id }, _context, _info, resolve) => (isNodeType(id.typename) ? resolve(id) : null),
    },
    nodesQueryOptions: {
      description: 'The objects of these ids (at most 100), null for each that there is none of.',
      authScopes: { signedIn: true },
      resolve: async (_root, { ids }, _context, _info, resolve) => {
        if (ids.length > MAX_NODES) throw badInput(`ids must name at most ${MAX_NODES} objects, not ${ids.length}.`);
        const known = ids.filter(({ typename }) => isNodeType(typename));
        const nodes = await resolve(known);
        const byId = new Map(known.map((id, index) => [`${id.typename}:${id.id}`, nodes[index]]));
        return ids.map((id) => byId.get(`${id.typename}:${id.id}`) ?? null);
      },
    },
  },
});

/** What a plugin's `schema` function receives. */
export type Builder = typeof builder;
