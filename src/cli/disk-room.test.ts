import { expect, it } from 'vitest';
import { checkRoom, roomNeeded } from './disk-room.ts';

const GB = 1024 ** 3;
const tables = [
  { heapBytes: 4 * GB, indexBytes: 6 * GB },
  { heapBytes: 5 * GB, indexBytes: 3 * GB },
];

it('needs the data, the WAL that the server keeps and the sorting of the largest indexes', () => {
  expect(roomNeeded(tables, 0, 8 * GB)).toEqual({ data: 18 * GB, wal: 8 * GB, sorting: 6 * GB });
});

it('needs less where a part is there already, and no more WAL than there is data', () => {
  expect(roomNeeded(tables, 16 * GB, 8 * GB)).toEqual({ data: 2 * GB, wal: 2 * GB, sorting: 6 * GB });
  expect(roomNeeded(tables, 40 * GB, 8 * GB)).toMatchObject({ data: 0, wal: 0 });
  expect(roomNeeded([], 0, 8 * GB)).toEqual({ data: 0, wal: 0, sorting: 0 });
});

it('refuses a disk that is too small, with both numbers', () => {
  const room = roomNeeded(tables, 0, 8 * GB);
  expect(() => checkRoom(room, 32 * GB, '/data')).not.toThrow();
  expect(() => checkRoom(room, 31 * GB, '/data')).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: expect.stringMatching(
        /needs about 32 GB in \/data .*18 GB, WAL 8\.0 GB, sorting 6\.0 GB\), and 31 GB are free/,
      ),
    }),
  );
});
