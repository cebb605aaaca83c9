/** Tries of a step that the connection is lost in. */
const MOST = 30;

/**
 * Takes a step, again where the connection was lost in it.
 *
 * @param recovered  resolves once what was killed last is there again
 */
export function retrying(recovered: () => Promise<unknown>) {
  return async <T>(step: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await step();
      } catch (error) {
        if (tries === MOST) throw error;
        await recovered();
      }
    }
  };
}
