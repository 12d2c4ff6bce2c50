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
