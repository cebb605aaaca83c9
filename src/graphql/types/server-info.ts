import type { ComputeDevice, ComputeInfo } from '../../domain/compute-info.ts';
import { liveWorkers } from '../../domain/workers/live-workers.ts';
import type { UnfitPlugin } from '../../plugins/load-plugins.ts';
import { builder } from '../builder.ts';

const ComputeDeviceKind = builder.enumType('ComputeDeviceKind', { values: ['CPU', 'GPU'] as const, description: 'What computes.' });

const ComputeDeviceType = builder.objectRef<ComputeDevice>('ComputeDevice').implement({
  description: 'A processor that tensors are computed on.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    name: t.exposeString('name'),
    kind: t.field({ type: ComputeDeviceKind, resolve: (device) => device.kind }),
    memoryBytes: t.exposeFloat('memoryBytes', { nullable: true }),
  }),
});

/** No worker has told yet how it computes. */
const NO_COMPUTE = { backend: 'NONE', libraryVersion: null, devices: [] } as const;

export const ComputeInfoType = builder.objectRef<ComputeInfo | typeof NO_COMPUTE>('ComputeInfo').implement({
  description: 'How tensors are computed.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    backend: t.exposeString('backend', { description: 'TENSORFLOW, WEBGPU, WASM; NONE while no worker runs.' }),
    libraryVersion: t.exposeString('libraryVersion', { nullable: true, description: 'For example 2.21.0; null where the backend has no native library.' }),
    devices: t.field({ type: [ComputeDeviceType], resolve: (compute) => [...compute.devices] }),
  }),
});

const UnfitPluginType = builder.objectRef<UnfitPlugin>('UnfitPlugin').implement({
  description: 'A plugin that flywheel.config.ts names and that is left out, because something is wrong with it.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its key, or its place in flywheel.config.ts where it could not be loaded.' }),
    problems: t.stringList({ description: 'What is wrong, where, and what would be right; a sentence each.', resolve: ({ problems }) => [...problems] }),
  }),
});

const ServerInfo = builder.objectRef<{ version: string }>('ServerInfo').implement({
  description: 'What this server is and has.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    version: t.exposeString('version'),
    compute: t.field({
      type: ComputeInfoType,
      description: 'How tensors are computed here: by the worker that started last.',
      resolve: async (_info, _args, { em }) => (await liveWorkers(em))[0]?.compute ?? NO_COMPUTE,
    }),
    unfitPlugins: t.field({
      type: [UnfitPluginType],
      description: 'Plugins that were left out when the server started.',
      resolve: (_info, _args, { unfitPlugins }) => [...unfitPlugins],
    }),
    workers: t.int({ description: 'Workers that are alive.', resolve: async (_info, _args, { em }) => (await liveWorkers(em)).length }),
  }),
});

builder.queryField('serverInfo', (t) =>
  t.field({ type: ServerInfo, authScopes: { signedIn: true }, description: 'What this server is and has.', resolve: (_root, _args, { version }) => ({ version }) }),
);
