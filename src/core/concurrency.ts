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
export async function settleAll<T>(work: readonly Promise<T>[]): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return valuesOf(settled);
}

/** All of them or none: after a failure, which is thrown, those that did open are closed again. */
export async function openAll<T extends { close(): Promise<void> }>(
  opening: readonly Promise<T>[],
): Promise<T[]> {
  try {
    return await settleAll(opening);
  } catch (failure) {
    const opened = valuesOf(await Promise.allSettled(opening));
    await Promise.all(opened.map((each) => each.close()));
    throw failure;
  }
}

function valuesOf<T>(settled: readonly PromiseSettledResult<T>[]): T[] {
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}
