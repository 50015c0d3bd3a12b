/** One of several processes that post webhooks of sales to whichever process takes them in: told by its parent what to post. */
import { mulberry, tell, type Posting } from './race.tell.ts';

const random = mulberry(process.pid);
process.on('message', ({ id, posting }: { id: number; posting: Posting }) => {
  tell(posting, random).then(() => process.send!({ id }), (error: Error) => process.send!({ id, failed: error.message }));
});
process.on('disconnect', () => process.exit(0));
