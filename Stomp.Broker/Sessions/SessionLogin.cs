using System.Security.Claims;
using Stomp.Broker.Outboxes;
using Stomp.Broker.Security;
using Stomp.Broker.Subscriptions;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>Who the client is: CONNECT, and new credentials of the same user.</summary>
/// <remarks>The session's loop alone uses it, but for what says so.</remarks>
internal sealed class SessionLogin(
    BrokerContext broker,
    ISubscriber session,
    StompConnection connection,
    FrameParser parser,
    SessionHeartBeat heartBeat,
    SessionReplies replies,
    SessionErrors errors,
    SubscriptionFrames subscriptions,
    SessionAuthorization? authorization,
    DeliveryBatch batch,
    SessionEvents? events,
    string id)
{
    private volatile bool _isConnected; // others look at it
    private bool _isListed; // among the users

    /// <summary>Whether CONNECTED was answered. Any thread may ask.</summary>
    public bool IsConnected => _isConnected;

    /// <summary>The user, from CONNECTED on.</summary>
    public ClaimsPrincipal? User { get; private set; }

    /// <summary>The name by which messages reach the user, from CONNECTED on; <see langword="null"/> for an anonymous session.</summary>
    public string? UserName { get; private set; }

    /// <summary>The <c>client-id</c> of CONNECT, which names the client in durable subscriptions; <see langword="null"/> without one.</summary>
    public string? ClientId { get; private set; }

    /// <summary>When the user's credentials expire.</summary>
    public SessionExpiry Expiry { get; } = new(broker.Time);

    /// <summary>CONNECT or STOMP, which are the same (C-46). A receipt that it asks for is not answered (C-59).</summary>
    /// <returns>What must be waited for before the next frame; <see langword="null"/> when nothing.</returns>
    public Task? Connect(in StompFrame frame)
    {
        if (frame.Command is not (StompCommand.Connect or StompCommand.Stomp))
        {
            throw new FrameRefusedException("the session is not connected; CONNECT must be the first frame", CloseStatus.ProtocolError); // C-57
        }

        if (!SessionHandshake.TryRead(frame, connection, out SessionHandshake? handshake))
        {
            errors.FailVersion(frame.Command);
            return null;
        }

        if (frame.BodyLength > 0 && handshake!.Version > StompVersion.V10)
        {
            throw new FrameRefusedException("the frame has a body; only SEND may have one", CloseStatus.ProtocolError);
        }

        events?.Connecting(handshake!.Request);
        ValueTask<StompAuthenticationResult?> authentication = handshake!.AuthenticateAsync(broker, heartBeat.ConnectDeadline);
        if (authentication.IsCompletedSuccessfully)
        {
            Connect(handshake, authentication.Result, frame.Command);
            return null;
        }

        return AwaitAsync(authentication.AsTask(), handshake, frame.Command);
    }

    /// <summary>SEND with new credentials: what they allow holds from now on, also for the subscriptions that there are.</summary>
    /// <returns>What must be waited for before the next frame.</returns>
    public Task Renew(in StompFrame frame) => RenewAsync(SessionHandshake.ReadRequest(frame, connection, User), ReceiptRequest.Read(frame));

    /// <summary>The session ends: its user has one less.</summary>
    public void Release()
    {
        if (_isListed)
        {
            _isListed = false;
            broker.Users.Remove(UserName!, session);
        }
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
            errors.Fail(result.Refusal!, CloseStatus.PolicyViolation, result.Limit, command, null);
            broker.Metrics.AuthenticationRefused();
            return;
        }

        User = result.User;
        if (broker.Options.Users.GetName(User) is { Length: > 0 } name)
        {
            UserName = name;
            _isListed = true;
            broker.Users.Add(name, session);
        }

        ClientId = handshake.Request.Headers.GetValueOrDefault("client-id") is { Length: > 0 } clientId ? clientId : null;
        Expiry.Set(result.Expires);
        authorization?.SetUser(User, UserName);
        _isConnected = true;
        parser.Version = handshake.Version;
        replies.Version = handshake.Version;
        replies.Connected(id, UserName, broker.Options.Server, heartBeat.Own, batch);
        heartBeat.Agree(handshake.Version, handshake.HeartBeat);
        events?.Connected();
        SessionLog.Connected(
            broker.Logger, id, connection.Transport, connection.RemoteEndPoint, handshake.Version, UserName ?? handshake.Request.Login);
    }

    private async Task RenewAsync(StompConnectRequest request, ReceiptRequest receipt)
    {
        if (await SessionHandshake.AuthenticateAsync(broker, request, heartBeat.ConnectDeadline) is not { } result)
        {
            return; // the end was asked for meanwhile
        }

        if (!result.Succeeded || UserName is null || broker.Options.Users.GetName(result.User) != UserName)
        {
            string refusal = result.Refusal ?? "the new credentials are of another user; a session keeps its own";
            errors.Fail(refusal, CloseStatus.PolicyViolation, result.Limit, StompCommand.Send, receipt.Octets);
            broker.Metrics.AuthenticationRefused();
            return;
        }

        User = result.User;
        Expiry.Set(result.Expires);
        if (authorization is not null)
        {
            authorization.SetUser(User, UserName);
            try
            {
                await subscriptions.RejudgeAsync();
            }
            catch (FrameRefusedException refusal)
            {
                errors.Fail(refusal, StompCommand.Send, receipt.Octets);
                return;
            }
        }

        replies.Receipt(receipt, batch);
    }
}
