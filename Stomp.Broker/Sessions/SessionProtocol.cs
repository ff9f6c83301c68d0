using System.Security.Claims;
using System.Security.Cryptography;
using Stomp.Broker.Handlers;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Storage;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>
/// The protocol's state machine for one connection: which frame is whose.
/// Every frame is processed, or answered with ERROR, after which the session ends.
/// </summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SessionProtocol
{
    // 16 octets of a CSPRNG: 128 bits that nobody guesses (H-13).
    private const int SessionIdDigits = 32;

    private readonly BrokerStorage _storage;
    private readonly DeliveryBatch _batch;
    private readonly SessionEvents? _events;
    private readonly SessionReplies _replies;
    private readonly SessionErrors _errors;
    private readonly SessionTransactions _transactions;
    private readonly SessionSubscriptions _listed = new();
    private readonly SubscriptionFrames _subscriptions;
    private readonly UnsubscribeFrames _endings;
    private readonly AckFrames _acks;
    private readonly SessionTemporaries _temporaries;
    private readonly SessionAuthorization? _authorization;
    private readonly SessionLogin _login;
    private readonly SendFrames _sends;

    public SessionProtocol(
        BrokerContext broker,
        ISubscriber session,
        StompConnection connection,
        FrameParser parser,
        Outbox outbox,
        SessionHeartBeat heartBeat,
        DeliveryBatch batch,
        SessionEvents? events = null,
        HeldReplies? held = null)
    {
        _storage = broker.Storage;
        _batch = batch;
        _events = events;
        _replies = new SessionReplies(broker.Encoder, outbox, held);
        _errors = new SessionErrors(_replies, batch);
        _transactions = new SessionTransactions(broker.Options.Limits, broker.Time, batch);
        _authorization = broker.Authorization?.Value is { } authorization ? new SessionAuthorization(authorization, connection, heartBeat) : null;
        _temporaries = new SessionTemporaries(session, broker.Options.Limits);
        var routes = new SessionRoutes(broker, _temporaries, _authorization);
        _endings = new UnsubscribeFrames(broker, session, outbox, _replies, _listed, batch, events);
        Handlers = broker.Handlers.IsEmpty ? null : new SessionHandlers(broker, new HandlerCaller(session, outbox), _replies, _errors, heartBeat, batch);
        _subscriptions = new SubscriptionFrames(broker, session, outbox, _replies, routes, _listed, _endings, _authorization, Handlers, batch, events);
        _acks = new AckFrames(_listed, _transactions, _replies, batch);
        _login = new SessionLogin(
            broker, session, connection, parser, heartBeat, _replies, _errors, _subscriptions, _authorization, batch, events, Id);
        var answers = new ReplyAddresses(broker.Router, _subscriptions);
        var transactional = new TransactionalSends(broker, session, routes, answers, _transactions, Handlers, _replies, Room, batch);
        _sends = new SendFrames(broker, session, routes, transactional, answers, Handlers, _login, _replies, _errors, Room, batch);
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(SessionIdDigits, lowercase: true);

    /// <summary>What it waits for that has sent to a destination which is full.</summary>
    public SessionRoom Room { get; } = new();

    /// <summary>The message handlers that it calls.</summary>
    public SessionHandlers? Handlers { get; }

    /// <inheritdoc cref="SessionLogin.IsConnected"/>
    public bool IsConnected => _login.IsConnected;

    /// <inheritdoc cref="SessionLogin.User"/>
    public ClaimsPrincipal? User => _login.User;

    /// <inheritdoc cref="SessionLogin.UserName"/>
    public string? UserName => _login.UserName;

    /// <inheritdoc cref="SessionLogin.ClientId"/>
    public string? ClientId => _login.ClientId;

    /// <summary>The version that is spoken; 1.0 before CONNECTED.</summary>
    public StompVersion Version => _replies.Version;

    /// <summary>The subscriptions at this moment. Any thread may ask.</summary>
    public Subscription[] Subscriptions => _listed.ToArray();

    /// <inheritdoc cref="SessionLogin.Expiry"/>
    public SessionExpiry Expiry => _login.Expiry;

    /// <summary>Whether the frame that was handled last has had no effect yet, and is to be handled again when what is waited for has come.</summary>
    public bool MustRepeat => _authorization is { IsPending: true };

    /// <summary>Why the session ends; <see langword="null"/> while it goes on. No frame is processed afterwards.</summary>
    public SessionEnd? End => _errors.End;

    /// <summary>Processes a frame. SENDs are gathered: <see cref="PublishSent"/> must follow, on the same thread, before anything else is done.</summary>
    /// <returns>What must be waited for before the next frame; <see langword="null"/>, nearly always, when nothing.</returns>
    public Task? Handle(in StompFrame frame)
    {
        try
        {
            if (frame.Command != StompCommand.Send && !PublishSent())
            {
                return null;
            }

            if (!IsConnected)
            {
                return _login.Connect(frame);
            }

            if (frame.BodyLength > 0 && !StompCommands.MayHaveBody(frame.Command) && _replies.Version > StompVersion.V10)
            {
                throw new FrameRefusedException("the frame has a body; only SEND may have one", CloseStatus.ProtocolError);
            }

            if (frame.Headers.Contains(KnownHeader.ReceiptMode))
            {
                ReceiptRequest.CheckMode(frame);
            }

            return Dispatch(frame) ?? Room.Take() ?? _events?.WaitForRoom() ?? _storage.Writer?.WaitForRoom();
        }
        catch (FrameRefusedException refusal)
        {
            if (PublishSent() && !_sends.TryReject(frame, refusal))
            {
                _errors.Fail(refusal, frame.Command, ReceiptRequest.Read(frame).Octets);
            }
        }

        return null;
    }

    /// <summary>Publishes what was sent and not published yet.</summary>
    /// <returns><see langword="false"/> when a destination refused it, and the session ends.</returns>
    public bool PublishSent() => _sends.PublishSent();

    /// <summary>Answers octets that are no frame.</summary>
    public void Refuse(StompProtocolException violation)
    {
        if (PublishSent())
        {
            CloseStatus status = violation.Limit is null ? CloseStatus.ProtocolError : CloseStatus.TooBig;
            _errors.Fail(violation.Message, status, violation.LimitName, violation.Command, violation.Receipt);
        }
    }

    /// <summary>Refuses a frame that code of the application does not let pass.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="command">What the frame is.</param>
    /// <param name="receipt">The receipt that it asks for.</param>
    public void Refuse(string reason, StompCommand command, ReceiptRequest receipt)
    {
        if (!PublishSent())
        {
            return;
        }

        if (receipt.HasStatus && command == StompCommand.Send)
        {
            _replies.Status(receipt.Id, reason, limit: null, _batch);
        }
        else
        {
            _errors.Fail(reason, CloseStatus.PolicyViolation, null, command, receipt.Octets);
        }
    }

    /// <inheritdoc cref="SessionErrors.Finish"/>
    public void Finish(SessionEnd end) => _errors.Finish(end);

    /// <summary>Whether a subscription with wildcards gets the messages of a destination. Any thread may ask.</summary>
    public bool CanReceive(ReadOnlySpan<byte> destination) => _authorization is null || _authorization.CanReceive(destination);

    /// <summary>Says in a receipt that what a frame was to store could not be stored. Any thread may call it.</summary>
    public void RejectUnstored(ReadOnlySpan<byte> receipt, string reason, DeliveryBatch batch) => _replies.Status(receipt, reason, limit: null, batch);

    /// <summary>Why the session must end at this tick; <see langword="null"/> when it need not. The ticker calls it.</summary>
    public SessionEnd? Check(long now) => _login.Expiry.Check(now) ?? _transactions.Check(now);

    /// <summary>Gives a sign of life. The ticker calls it.</summary>
    public void Beat(DeliveryBatch batch) => _replies.Beat(batch);

    /// <summary>Lets go of all that others wait for: open transactions, subscriptions and what they had not acknowledged.</summary>
    public void Release()
    {
        _endings.DeactivateAll();
        _transactions.AbortAll();
        _endings.UnsubscribeAll();
        _temporaries.RemoveAll();
        _login.Release();
    }

    /// <summary>Ends subscriptions that the client has not asked to end.</summary>
    /// <returns>How many of them had not ended already.</returns>
    public int EndSubscriptions(IEnumerable<StompSubscription> subscriptions) =>
        subscriptions.Count(subscription => _endings.EndForClient(subscription.Number));

    private Task? Dispatch(in StompFrame frame)
    {
        switch (frame.Command)
        {
            case StompCommand.Send:
                return _sends.Send(frame); // it answers its receipt itself
            case StompCommand.Subscribe:
                return _subscriptions.Subscribe(frame); // likewise
            case StompCommand.Unsubscribe:
                _endings.Unsubscribe(frame);
                break;
            case StompCommand.Ack:
                _acks.Acknowledge(frame, accept: true);
                break;
            case StompCommand.Nack when _replies.Version > StompVersion.V10:
                _acks.Acknowledge(frame, accept: false);
                break;
            case StompCommand.Nack:
                throw new FrameRefusedException("STOMP 1.0 has no NACK; agree on 1.1 or 1.2 to use it", CloseStatus.ProtocolError);
            case StompCommand.Begin:
                _transactions.Begin(frame);
                break;
            case StompCommand.Commit when _storage.Writer is { } writer:
                return CommitAsync(_transactions.CommitAsync(frame, writer, Room), ReceiptRequest.Read(frame));
            case StompCommand.Commit:
                IReadOnlyList<StompMessageContext> calls = _transactions.Commit(frame, Room);
                if (calls.Count > 0)
                {
                    _batch.WakeAll(); // what the transaction published must not wait for the handlers
                    return Handlers!.CommitAsync(calls, ReceiptRequest.Read(frame));
                }

                break;
            case StompCommand.Abort:
                _transactions.Abort(frame);
                break;
            case StompCommand.Disconnect:
                Release(); // before the receipt: others may have what this session held when the client sees it
                _errors.Finish(SessionEnd.Disconnected);
                break;
            default:
                throw new FrameRefusedException("the session is connected already", CloseStatus.ProtocolError); // C-58
        }

        _replies.Receipt(frame, _batch);
        return null;
    }

    // While it waits for the store nothing else of the session happens.
    private async Task CommitAsync(Task<IReadOnlyList<StompMessageContext>> committed, ReceiptRequest receipt)
    {
        IReadOnlyList<StompMessageContext> calls;
        try
        {
            calls = await committed;
        }
        catch (FrameRefusedException refusal)
        {
            if (receipt.HasStatus)
            {
                _sends.Reject(receipt.Id, refusal.Message, refusal.Limit, _batch);
            }
            else
            {
                _errors.Fail(refusal, StompCommand.Commit, receipt.Octets);
            }

            return;
        }

        if (calls.Count > 0)
        {
            _batch.WakeAll();
            await Handlers!.CommitAsync(calls, receipt);
        }
        else
        {
            _replies.Receipt(receipt, _batch);
        }
    }
}
