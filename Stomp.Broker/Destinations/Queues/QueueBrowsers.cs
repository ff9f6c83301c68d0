using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;

namespace Stomp.Broker.Destinations.Queues;

/// <summary>Those who look at a queue: what they are shown, and how far each has come. None holds more than its place.</summary>
/// <remarks>Not thread-safe: the queue's lock guards it.</remarks>
internal sealed class QueueBrowsers(QueueContents contents, QueueContext context)
{
    private static readonly KeyValuePair<string, string>[] End = [new("browser", "end")];

    private readonly List<QueueBrowser> _active = [];

    /// <summary>How many there are, those that have seen all included.</summary>
    public int Count { get; private set; }

    /// <summary>Whether some still look, or follow.</summary>
    public bool AreActive => _active.Count > 0;

    public void Add(QueueBrowser browser)
    {
        Count++;
        _active.Add(browser);
    }

    public void Remove(QueueBrowser browser)
    {
        Count--;
        Finish(browser);
    }

    /// <summary>Shows each what it has not seen, as far as the effort allows.</summary>
    /// <param name="now">Milliseconds of Unix time.</param>
    /// <param name="effort">How many messages may be looked at, and then how many are left.</param>
    /// <param name="batch">Gets the outboxes that are to be woken.</param>
    public void Show(long now, ref int effort, DeliveryBatch batch)
    {
        for (int i = _active.Count - 1; i >= 0; i--)
        {
            QueueBrowser browser = _active[i];
            if (!browser.AwaitsRoom && !TryShow(browser, now, ref effort, batch))
            {
                Finish(browser);
            }
        }
    }

    private void Finish(QueueBrowser browser)
    {
        if (_active.Remove(browser))
        {
            contents.RemoveCursor(browser.Cursor);
        }
    }

    // False when it has seen all that it is to see.
    private bool TryShow(QueueBrowser browser, long now, ref int effort, DeliveryBatch batch)
    {
        Outbox outbox = browser.Subscription.Outbox;
        while (browser.Cursor.TryPeek(contents.Ready, out QueuedMessage queued))
        {
            if (effort-- <= 0)
            {
                return true;
            }

            if (IsFor(browser, queued, now))
            {
                if (!outbox.HasRoomOrWait(browser))
                {
                    browser.AwaitsRoom = true;
                    return true;
                }

                queued.Message.AddReferences(1);
                if (!outbox.TryAppend(queued.Message, browser.Subscription, 0, queued.Deliveries, batch))
                {
                    queued.Message.Release();
                    return false; // it has gone
                }
            }

            browser.Cursor.Pass(contents.Ready.GetOrder(queued));
        }

        if (browser.Follows)
        {
            return true;
        }

        Message end = context.Encoder.Encode(browser.Subscription.Destination, contentType: null, End, body: default);
        if (!outbox.TryAppend(end, browser.Subscription, 0, 0, batch))
        {
            end.Release();
        }

        return false;
    }

    private static bool IsFor(QueueBrowser browser, in QueuedMessage queued, long now) =>
        (browser.Follows || queued.Position <= browser.LastPosition)
        && !queued.IsExpired(now)
        && (!browser.Subscription.IsSelective || browser.Subscription.Wants(queued.Message));
}
