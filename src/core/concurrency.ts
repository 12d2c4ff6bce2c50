/**
 * Works the items off in their order, as many at a time as there are workers. After the first failure none is begun,
 * those under way are waited for, and the failure is thrown.
 */
export async function shareOut<Item, Worker>(
  items: readonly Item[],
  workers: readonly Worker[],
  work: (item: Item, worker: Worker) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failure: { error: unknown } | undefined;
  const takeTurns = async (worker: Worker) => {
    for (let item = queue.shift(); item !== undefined && !failure; item = queue.shift()) {
      await work(item, worker).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(workers.map(takeTurns));
  if (failure) throw failure.error;
}

/** Waits for all before it throws the first failure: nothing is left in the middle of something. */
export async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

interface Closable {
  close(): Promise<void>;
}

/** All of them or none: after a failure, which is thrown, those that did open are closed again. */
export async function openAll<T extends Closable>(opening: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(opening);
  const opened = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const failed = settled.find((result) => result.status === 'rejected');
  if (!failed) return opened;
  await closeAll(opened);
  throw failed.reason;
}

export async function closeAll(opened: readonly Closable[]): Promise<void> {
  await Promise.all(opened.map((each) => each.close()));
}
