import { register as registerCommonJs } from 'tsx/cjs/api';
import { register as registerModules } from 'tsx/esm/api';

/**
 * From now on this process loads whatever TypeScript a plugin's author may have written, with enums, without file endings or in a package: Node by
 * itself takes less. For a process that loads plugins, once, before it does; what is loaded already stays. Costs 40 ms of processor time. After
 * TensorFlow, where that is needed: its files would go through it, too, with their source maps, for 0.25 s.
 */
export function acceptTypeScript(): void {
  registerCommonJs();
  registerModules();
}
