using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Dialects;
using Stomp.Broker.Handlers;
using Stomp.Broker.Messages;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Security;
using Stomp.Broker.Security.Authorization;
using Stomp.Broker.Subscriptions;
using Stomp.Broker.Transactions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>
/// The protocol's state machine for one connection: one method a command, and the one place that answers ERROR.
/// Every frame is processed, or answered with ERROR, after which the session ends.
/// </summary>
/// <remarks>The session's loop alone uses it.</remarks>
internal sealed class SessionProtocol
{
    // 16 octets of a CSPRNG: 128 bits that nobody guesses (H-13).
    private const int SessionIdDigits = 32;

    private readonly BrokerContext _broker;
    private readonly ISubscriber _session;
    private readonly StompConnection _connection;
    private readonly FrameParser _parser;
    private readonly SessionHeartBeat _heartBeat;
    private readonly DeliveryBatch _batch;
    private readonly SessionEvents? _events;
    private readonly SessionReplies _replies;
    private readonly SessionTransactions _transactions;
    private readonly SubscriptionFrames _subscriptions;
    private readonly SessionAuthorization? _authorization;
    private volatile bool _isConnected; // others look at it
    private bool _isListed; // among the users

    public SessionProtocol(
        BrokerContext broker,
        ISubscriber session,
        StompConnection connection,
        FrameParser parser,
        Outbox outbox,
        SessionHeartBeat heartBeat,
        DeliveryBatch batch,
        SessionEvents? events = null)
    {
        _broker = broker;
        _session = session;
        _connection = connection;
        _parser = parser;
        _heartBeat = heartBeat;
        _batch = batch;
        _events = events;
        _replies = new SessionReplies(broker.Encoder, outbox);
        _transactions = new SessionTransactions(broker.Options.Limits, batch);
        _authorization = broker.Authorization?.Value is { } authorization ? new SessionAuthorization(authorization, connection, heartBeat) : null;
        Handlers = broker.Handlers.IsEmpty
            ? null
            : new SessionHandlers(
                broker,
                new HandlerCaller(session, outbox),
                _replies,
                heartBeat,
                batch,
                (message, command, receipt, batch) => Fail(message, CloseStatus.PolicyViolation, null, command, receipt is null ? default(ReadOnlyMemory<byte>?) : receipt, batch));
        _subscriptions = new SubscriptionFrames(broker, session, outbox, _replies, _transactions, _authorization, Handlers, batch, events);
        Expiry = new SessionExpiry(broker.Time);
    }

    public string Id { get; } = RandomNumberGenerator.GetHexString(SessionIdDigits, lowercase: true);

    /// <summary>The message handlers that it calls.</summary>
    public SessionHandlers? Handlers { get; }

    /// <summary>Whether CONNECTED was answered.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>The user, from CONNECTED on.</summary>
    public ClaimsPrincipal? User { get; private set; }

    /// <summary>The name by which messages reach the user, from CONNECTED on; <see langword="null"/> for an anonymous session.</summary>
    public string? UserName { get; private set; }

    /// <summary>The <c>client-id</c> of CONNECT, which names the client in durable subscriptions; <see langword="null"/> without one.</summary>
    public string? ClientId { get; private set; }

    /// <summary>The version that is spoken; 1.0 before CONNECTED.</summary>
    public StompVersion Version => _replies.Version;

    /// <summary>The subscriptions at this moment. Any thread may ask.</summary>
    public Subscription[] Subscriptions => _subscriptions.ToArray();

    /// <summary>When the user's credentials expire.</summary>
    public SessionExpiry Expiry { get; }

    /// <summary>Whether the frame that was handled last has had no effect yet, and is to be handled again when what is waited for has come.</summary>
    public bool MustRepeat => _authorization is { IsPending: true };

    /// <summary>Why the session ends; <see langword="null"/> while it goes on. No frame is processed afterwards.</summary>
    public SessionEnd? End { get; private set; }

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
                return Connect(frame);
            }

            if (frame.BodyLength > 0 && !StompCommands.MayHaveBody(frame.Command) && _replies.Version > StompVersion.V10)
            {
                throw new FrameRefusedException("the frame has a body; only SEND may have one", CloseStatus.ProtocolError);
            }

            return Dispatch(frame) ?? _events?.WaitForRoom();
        }
        catch (FrameRefusedException refusal)
        {
            if (PublishSent())
            {
                Fail(refusal, frame.Command, GetReceipt(frame));
            }
        }

        return null;
    }

    /// <summary>Publishes what was sent and not published yet.</summary>
    /// <returns><see langword="false"/> when a destination refused it, and the session ends.</returns>
    public bool PublishSent() => SendRun.OfThread.IsEmpty || Publish(default);

    /// <summary>Answers octets that are no frame.</summary>
    public void Refuse(StompProtocolException violation)
    {
        if (PublishSent())
        {
            CloseStatus status = violation.Limit is null ? CloseStatus.ProtocolError : CloseStatus.TooBig;
            Fail(violation.Message, status, violation.LimitName, violation.Command, violation.Receipt);
        }
    }

    /// <summary>Refuses a frame that code of the application does not let pass.</summary>
    public void Refuse(string reason, StompCommand command, string? receipt)
    {
        if (PublishSent())
        {
            Fail(reason, CloseStatus.PolicyViolation, null, command, receipt is null ? default(ReadOnlyMemory<byte>?) : Encoding.UTF8.GetBytes(receipt));
        }
    }

    /// <summary>Ends the session for a reason that is not in a frame; <see cref="SessionEnd.Ways.AfterError"/> the client is told.</summary>
    public void Finish(SessionEnd end)
    {
        if (End is not null)
        {
            return;
        }

        if (end.Manner == SessionEnd.Ways.AfterError)
        {
            _replies.Error(end.Reason, StompCommand.None, null, listVersions: false, _batch);
        }

        End = end;
    }

    /// <summary>Whether a subscription with wildcards gets the messages of a destination. Any thread may ask.</summary>
    public bool CanReceive(ReadOnlySpan<byte> destination) => _authorization is null || _authorization.CanReceive(destination);

    /// <summary>Gives a sign of life. The one method that is called on another thread.</summary>
    public void Beat(DeliveryBatch batch) => _replies.Beat(batch);

    /// <summary>Lets go of all that others wait for: open transactions, subscriptions and what they had not acknowledged.</summary>
    public void Release()
    {
        _subscriptions.DeactivateAll();
        _transactions.AbortAll();
        _subscriptions.UnsubscribeAll();
        if (_isListed)
        {
            _isListed = false;
            _broker.Users.Remove(UserName!, _session);
        }
    }

    /// <summary>Ends subscriptions that the client has not asked to end.</summary>
    /// <returns>How many of them had not ended already.</returns>
    public int EndSubscriptions(IEnumerable<StompSubscription> subscriptions) =>
        subscriptions.Count(subscription => _subscriptions.EndForClient(subscription.Number));

    private Task? Dispatch(in StompFrame frame)
    {
        switch (frame.Command)
        {
            case StompCommand.Send:
                return Send(frame); // it answers its receipt itself
            case StompCommand.Subscribe:
                return _subscriptions.Subscribe(frame); // likewise
            case StompCommand.Unsubscribe:
                _subscriptions.Unsubscribe(frame);
                break;
            case StompCommand.Ack:
                _subscriptions.Acknowledge(frame, accept: true);
                break;
            case StompCommand.Nack when _replies.Version > StompVersion.V10:
                _subscriptions.Acknowledge(frame, accept: false);
                break;
            case StompCommand.Nack:
                throw new FrameRefusedException("STOMP 1.0 has no NACK; agree on 1.1 or 1.2 to use it", CloseStatus.ProtocolError);
            case StompCommand.Begin:
                _transactions.Begin(frame);
                break;
            case StompCommand.Commit:
                IReadOnlyList<StompMessageContext> calls = _transactions.Commit(frame);
                if (calls.Count > 0)
                {
                    _batch.WakeAll(); // what the transaction published must not wait for the handlers
                    return Handlers!.CommitAsync(calls, GetReceipt(frame)?.ToArray());
                }

                break;
            case StompCommand.Abort:
                _transactions.Abort(frame);
                break;
            case StompCommand.Disconnect:
                Release(); // before the receipt: others may have what this session held when the client sees it
                End = SessionEnd.Disconnected;
                break;
            default:
                throw new FrameRefusedException("the session is connected already", CloseStatus.ProtocolError); // C-58
        }

        if (frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receipt))
        {
            _replies.Receipt(receipt, _batch);
        }

        return null;
    }

    private Task? Send(in StompFrame frame)
    {
        ReadOnlySpan<byte> destination = RequiredHeader.Get(frame, KnownHeader.Destination, HeaderName.Destination);
        if (frame.Headers.Contains(KnownHeader.Transaction))
        {
            return PublishSent() ? SendInTransaction(frame, destination) : null; // its receipt is for all before it too
        }

        SendRun run = SendRun.OfThread;
        if (run.IsEmpty || !destination.SequenceEqual(run.Destination))
        {
            if (!PublishSent())
            {
                return null;
            }

            if (_broker.Authenticator.IsForCredentials(destination))
            {
                return RenewAsync(SessionHandshake.ReadRequest(frame, _connection, User), GetReceipt(frame));
            }

            if (FindProvider(destination, out Task? pending) is not { } provider)
            {
                return pending;
            }

            if (provider is HandlerDestinations handlers)
            {
                SessionHandlers calls = GetHandlers(handlers, destination);
                return calls.Send(calls.Capture(frame, handlers, destination, GetReceipt(frame)?.ToArray()));
            }

            run.Begin(provider, destination);
        }

        run.Add(Encode(frame, run.ShownDestination));
        bool hasReceipt = frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receipt);
        if ((hasReceipt || run.IsFull) && Publish(frame) && hasReceipt)
        {
            _replies.Receipt(receipt, _batch);
        }

        return null;
    }

    private Task? SendInTransaction(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        if (FindProvider(destination, out Task? pending) is not { } provider)
        {
            return pending;
        }

        Transaction transaction = _transactions.Find(frame, frame.BodyLength)!;
        if (provider is HandlerDestinations handlers)
        {
            transaction.AddCall(GetHandlers(handlers, destination).Capture(frame, handlers, destination, receipt: null));
        }
        else
        {
            ReadOnlySpan<byte> shown = provider.GetShownDestination(destination) ?? destination;
            transaction.AddSend(provider, destination.ToArray(), Encode(frame, shown));
        }

        if (frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> receipt))
        {
            _replies.Receipt(receipt, _batch);
        }

        return null;
    }

    private Message Encode(in StompFrame frame, ReadOnlySpan<byte> destination)
    {
        MessageProperties properties = default;
        return SendHeaderReader.HasAny(frame) && SendHeaderReader.Read(frame, _broker.Time, out properties) is { } refusal
            ? throw FrameRefusedException.From(refusal)
            : _broker.Encoder.Encode(frame, destination, properties, _session.Number);
    }

    // Null when it must be waited for.
    private DestinationProvider? FindProvider(ReadOnlySpan<byte> destination, out Task? pending)
    {
        DestinationProvider provider = _subscriptions.FindProvider(destination);
        pending = _authorization?.Check(StompAction.Send, destination);
        return pending is not null ? null
            : provider.CheckClientSend(destination) is { } refusal ? throw FrameRefusedException.From(refusal)
            : provider;
    }

    private SessionHandlers GetHandlers(HandlerDestinations destinations, ReadOnlySpan<byte> destination) =>
        Handlers ?? throw FrameRefusedException.From(destinations.Explain(HandlerKind.Message, destination));

    // The last of the run is the frame that is processed now; the default when another one is, or none.
    private bool Publish(in StompFrame last)
    {
        SendRun run = SendRun.OfThread;
        int count = run.Messages.Length;
        int taken;
        Refusal? refusal;
        try
        {
            refusal = run.Provider!.Publish(run.Destination, run.Messages, isReserved: false, _batch, out taken);
        }
        finally
        {
            run.Clear(); // the references are the provider's with the call, whatever comes of it
        }

        if (refusal is null)
        {
            return true;
        }

        bool isLast = taken == count - 1 && last.Command == StompCommand.Send;
        Fail(FrameRefusedException.From(refusal), StompCommand.Send, isLast ? GetReceipt(last) : null);
        return false;
    }

    private static ReadOnlyMemory<byte>? GetReceipt(in StompFrame frame) =>
        frame.Headers.TryGetValue(KnownHeader.Receipt, out ReadOnlySpan<byte> value)
            ? value.ToArray()
            : default(ReadOnlyMemory<byte>?); // null would be an empty array

    // CONNECT and STOMP are the same (C-46). A receipt that it asks for is not answered (C-59).
    private Task? Connect(in StompFrame frame)
    {
        if (frame.Command is not (StompCommand.Connect or StompCommand.Stomp))
        {
            throw new FrameRefusedException("the session is not connected; CONNECT must be the first frame", CloseStatus.ProtocolError); // C-57
        }

        if (!SessionHandshake.TryRead(frame, _connection, out SessionHandshake? handshake))
        {
            const string Message = "no version in 'accept-version' is spoken here; the header 'version' lists those that are";
            _replies.Error(Message, frame.Command, null, listVersions: true, _batch);
            End = new SessionEnd(CloseStatus.ProtocolError, Message, SessionEnd.Ways.AfterError);
            return null;
        }

        if (frame.BodyLength > 0 && handshake!.Version > StompVersion.V10)
        {
            throw new FrameRefusedException("the frame has a body; only SEND may have one", CloseStatus.ProtocolError);
        }

        _events?.Connecting(handshake!.Request);
        ValueTask<StompAuthenticationResult?> authentication = handshake!.AuthenticateAsync(_broker, _heartBeat.ConnectDeadline);
        if (authentication.IsCompletedSuccessfully)
        {
            Connect(handshake, authentication.Result, frame.Command);
            return null;
        }

        return AwaitAsync(authentication.AsTask(), handshake, frame.Command);
    }

    private async Task AwaitAsync(Task<StompAuthenticationResult?> authentication, SessionHandshake handshake, StompCommand command) =>
        Connect(handshake, await authentication, command);

    private void Connect(SessionHandshake handshake, StompAuthenticationResult? result, StompCommand command)
    {
        if (result is null)
        {
            return; // the end was asked for meanwhile
        }

        if (!result.Succeeded)
        {
            Fail(result.Refusal!, CloseStatus.PolicyViolation, result.Limit, command, null);
            _broker.Metrics.AuthenticationRefused();
            return;
        }

        User = result.User;
        if (_broker.Options.Users.GetName(User) is { Length: > 0 } name)
        {
            UserName = name;
            _isListed = true;
            _broker.Users.Add(name, _session);
        }

        ClientId = handshake.Request.Headers.GetValueOrDefault("client-id") is { Length: > 0 } clientId ? clientId : null;
        Expiry.Set(result.Expires);
        _authorization?.SetUser(User, UserName);
        _isConnected = true;
        _parser.Version = handshake.Version;
        _replies.Version = handshake.Version;
        _replies.Connected(Id, UserName, _broker.Options.Server, _heartBeat.Own, _batch);
        _heartBeat.Agree(handshake.Version, handshake.HeartBeat);
        _events?.Connected();
        SessionLog.Connected(
            _broker.Logger, Id, _connection.Transport, _connection.RemoteEndPoint, handshake.Version, UserName ?? handshake.Request.Login);
    }

    // New credentials of the same user: what they allow holds from now on, also for the subscriptions that there are.
    private async Task RenewAsync(StompConnectRequest request, ReadOnlyMemory<byte>? receipt)
    {
        if (await SessionHandshake.AuthenticateAsync(_broker, request, _heartBeat.ConnectDeadline) is not { } result)
        {
            return; // the end was asked for meanwhile
        }

        if (!result.Succeeded || UserName is null || _broker.Options.Users.GetName(result.User) != UserName)
        {
            string refusal = result.Refusal ?? "the new credentials are of another user; a session keeps its own";
            Fail(refusal, CloseStatus.PolicyViolation, result.Limit, StompCommand.Send, receipt);
            _broker.Metrics.AuthenticationRefused();
            return;
        }

        User = result.User;
        Expiry.Set(result.Expires);
        if (_authorization is not null)
        {
            _authorization.SetUser(User, UserName);
            try
            {
                await _subscriptions.RejudgeAsync();
            }
            catch (FrameRefusedException refusal)
            {
                Fail(refusal, StompCommand.Send, receipt);
                return;
            }
        }

        if (receipt is not null)
        {
            _replies.Receipt(receipt.Value.Span, _batch);
        }
    }

    private void Fail(FrameRefusedException refusal, StompCommand command, ReadOnlyMemory<byte>? receipt) =>
        Fail(refusal.Message, refusal.Status, refusal.Limit, command, receipt);

    private void Fail(string message, CloseStatus status, string? limit, StompCommand command, ReadOnlyMemory<byte>? receipt) =>
        Fail(message, status, limit, command, receipt, _batch);

    private void Fail(string message, CloseStatus status, string? limit, StompCommand command, ReadOnlyMemory<byte>? receipt, DeliveryBatch batch)
    {
        _replies.Error(message, command, receipt, listVersions: false, batch);
        End = new SessionEnd(status, message, SessionEnd.Ways.AfterError) { Limit = limit };
    }
}
