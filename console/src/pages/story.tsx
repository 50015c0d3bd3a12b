/** A story by any number: what it is, what is next, the thread across systems, quantities, documents, money. */
import { Link, Navigate, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { Story } from '../types.ts';
import { address } from '../api.ts';
import { useGet } from '../data.ts';
import { Head, Sheet } from '../parts/bits.tsx';
import { Empty, Said, Waiting } from '../parts/said.tsx';
import { plural } from '../words.ts';
import { Cancel } from '../story/cancel.tsx';
import { Documents } from '../story/documents.tsx';
import { Ladder } from '../story/ladder.tsx';
import { MessageBox } from '../story/message.tsx';
import { MoneySheet } from '../story/money.tsx';
import { Next } from '../story/next.tsx';
import { Notes } from '../story/notes.tsx';
import { PostMortemSheet } from '../story/post-mortem.tsx';
import { Sentence } from '../story/sentence.tsx';
import { TimeLine } from '../story/time-line.tsx';
import '../styles/story.css';
import '../styles/work.css';

export function StoryPage() {
  const { reference } = useParams({ from: '/story/$reference' });
  const { value, failed, again } = useGet(address('/v1/stories', { reference, format: 'json' }));
  if (failed?.unknown) return <Unknown reference={reference} />;
  if (!value) return <Sheet>{failed ? <Said failed={failed} again={again} /> : <Waiting rows={8} />}</Sheet>;
  const [only] = value.stories;
  return value.stories.length === 1 && only ? (
    <OneStory s={only} />
  ) : (
    <Choice reference={reference} stories={value.stories} />
  );
}

/** Not a story: a SKU is opened as one. */
function Unknown({ reference }: { reference: string }) {
  const sku = useGet(`/v1/stock/${encodeURIComponent(reference)}`, { live: false });
  if (sku.value) return <Navigate to="/stock/$sku" params={{ sku: sku.value.sku }} replace />;
  if (!sku.failed) return <Sheet><Waiting rows={8} /></Sheet>;
  return (
    <Sheet>
      <Empty title={`Nobody knows ${reference}`}>
        Order, shipment, tracking, invoice, return and payout numbers work, SKUs, e-mail addresses, and our own ids. Press{' '}
        <kbd>/</kbd> to try another.
      </Empty>
    </Sheet>
  );
}

/** A number that several partners use: which one is meant? */
const Choice = ({ reference, stories }: { reference: string; stories: readonly Story[] }) => (
  <>
    <Head title={reference} says={`is the number of ${plural(stories.length, 'story', 'stories')}: which one?`} />
    {stories.map((s) => (
      <Sheet
        key={s.correlation}
        title={
          <Link to="/story/$reference" params={{ reference: s.head.kind === 'other' ? s.correlation : s.head.id }}>
            {s.head.kind === 'other'
              ? s.head.subject
              : s.head.kind === 'order'
                ? `${s.head.channel}: order ${s.head.number}`
                : `${s.head.connection}: payout ${s.head.external}`}
          </Link>
        }
      >
        <Sentence s={s} brief />
      </Sheet>
    ))}
  </>
);

function OneStory({ s }: { s: Story }) {
  const { message } = useSearch({ from: '/story/$reference' });
  const { reference } = useParams({ from: '/story/$reference' });
  const navigate = useNavigate();
  const open = (id: string | undefined) =>
    void navigate({
      to: '/story/$reference',
      params: { reference },
      search: id ? { message: id } : {},
      resetScroll: false,
    });
  const { head } = s;
  const order = head.kind === 'order' ? head : undefined;
  return (
    <>
      <Head
        title={
          head.kind === 'order'
            ? `Order ${head.number}`
            : head.kind === 'payout'
              ? `Payout ${head.external}`
              : head.subject
        }
      >
        {head.kind === 'payout' && (
          <Link className="button" to="/finance/payouts/$payout" params={{ payout: head.id }}>
            Open the payout
          </Link>
        )}
      </Head>
      <div className="columns">
        <Sheet>
          <Sentence s={s} />
        </Sheet>
        <Next s={s} />
      </div>
      {order && <Ladder order={order} />}
      {order && <Cancel order={order.id} />}
      <TimeLine s={s} open={open} chosen={message} />
      {order && <PostMortemSheet s={s} order={order.id} />}
      {order && <Documents s={s} order={order} />}
      <MoneySheet s={s} />
      <Notes correlation={s.correlation} />
      {message && s.messages.some((m) => m.id === message) && (
        <MessageBox id={message} close={() => open(undefined)} />
      )}
    </>
  );
}
