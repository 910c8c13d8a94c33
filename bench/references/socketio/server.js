// A minimal chat server: socket.io, its Redis adapter, one INSERT for each message. It checks membership once, on
// connecting. It has no sequence numbers, deduplication, resuming or receipts.
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import pg from 'pg';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const { PORT, REDIS_PORT, DATABASE_URL } = process.env;

const database = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const publisher = createClient({ url: `redis://127.0.0.1:${REDIS_PORT}` });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const io = new Server(http, { transports: ['websocket'], adapter: createAdapter(publisher, subscriber) });

io.on('connection', async (socket) => {
  const person = Number(socket.handshake.auth.person);

  socket.on('say', async ({ room, body }, answer) => {
    if (!socket.rooms.has(room)) return answer({ error: 'no seat' });
    try {
      const said = await database.query({
        name: 'say',
        text: 'INSERT INTO line (room, person, body) VALUES ($1, $2, $3) RETURNING id, said_at',
        values: [room, person, body],
      });
      const { id, said_at } = said.rows[0];
      socket.to(room).emit('line', { id, room, person, body, said_at });
      answer({ id });
    } catch (error) {
      answer({ error: String(error) });
    }
  });

  socket.on('latest', async ({ room, limit }, answer) => {
    if (!socket.rooms.has(room)) return answer({ error: 'no seat' });
    const found = await database.query({
      name: 'latest',
      text: 'SELECT id, room, person, body, said_at FROM line WHERE room = $1 ORDER BY id DESC LIMIT $2',
      values: [room, limit],
    });
    answer({ lines: found.rows });
  });

  const seats = await database.query({
    name: 'seats',
    text: 'SELECT room FROM seat WHERE person = $1',
    values: [person],
  });
  await socket.join(seats.rows.map((row) => row.room));
  socket.emit('ready');
});

http.listen(Number(PORT), '127.0.0.1');
