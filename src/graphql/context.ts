import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { Authenticated } from '../domain/api-keys/authenticate.ts';
import type { Caller } from '../domain/caller.ts';
import type { EvaluationFiles } from '../domain/evaluations/evaluation-files.ts';
import type { FeedbackWriter } from '../domain/feedback/feedback-writer.ts';
import type { ImportPreviewer } from '../domain/import-preview.ts';
import type { JobQueue, LabelWeigher, SecretBox, VersionFiles, WebhookTargets } from '../domain/ports.ts';
import type { SampleBrowser } from '../domain/samples.ts';
import type { EventFeeds } from '../jobs/event-feeds.ts';
import type { GenerationFollowers } from '../jobs/generation-followers.ts';
import type { Plugins, UnfitPlugin } from '../plugins/load-plugins.ts';
import { unauthenticated } from './errors.ts';
import type { UrlSigner } from './url-signer.ts';
import type { WatchedKeys } from './watched-keys.ts';

/** What lives as long as the server. */
export interface Services {
  readonly orm: MikroORM;
  readonly jobs: JobQueue;
  readonly feeds: EventFeeds;
  readonly followers: GenerationFollowers;
  readonly watchedKeys: WatchedKeys;
  readonly plugins: Plugins;
  readonly versionFiles: VersionFiles;
  readonly samples: SampleBrowser;
  readonly previewer: ImportPreviewer;
  readonly evaluations: EvaluationFiles;
  /** Named by the configuration and left out. */
  readonly unfitPlugins: readonly UnfitPlugin[];
  readonly urls: UrlSigner;
  readonly secretBox: SecretBox;
  readonly webhookTargets: WebhookTargets;
  readonly feedbackWriter: FeedbackWriter;
  readonly weigher: LabelWeigher;
  readonly version: string;
  /** Called when a key was revoked by this server, which may remember it. */
  keyRevoked(apiKeyId: string): void;
  /** Bytes that uploads may still take. */
  freeDiskBytes(): Promise<number>;
}

/** What lives as long as one operation. */
export interface Context extends Services {
  readonly em: EntityManager;
  readonly viewer: Authenticated | null;
  /** `https://host`, as this client reaches the server. */
  readonly origin: string;
  /** Aborted when the client hangs up before it has its answer. */
  readonly gone: AbortSignal | undefined;
}

/** The viewer as domain functions know it. */
export function callerOf({ viewer }: Context): Caller {
  if (!viewer) throw unauthenticated();
  return { projectId: viewer.projectId, isRootProject: viewer.isRootProject, apiKeyId: viewer.apiKeyId, actor: viewer.keyName, scopes: viewer.scopes };
}
