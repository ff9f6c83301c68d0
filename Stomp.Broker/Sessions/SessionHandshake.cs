using System.Security.Claims;
using System.Text;
using Stomp.Broker.Security;
using Stomp.Core.Frames;
using Stomp.Core.Protocol;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>What a CONNECT asks for, read out of the frame before anything is waited for.</summary>
internal sealed class SessionHandshake
{
    private SessionHandshake(StompVersion version, HeartBeat heartBeat, StompConnectRequest request)
    {
        Version = version;
        HeartBeat = heartBeat;
        Request = request;
    }

    public StompVersion Version { get; }

    /// <summary>The client's header.</summary>
    public HeartBeat HeartBeat { get; }

    /// <summary>What the authenticator is asked.</summary>
    public StompConnectRequest Request { get; }

    /// <summary>Chooses the version; <see langword="false"/> when there is no common one (C-50).</summary>
    /// <exception cref="FrameRefusedException">A header is malformed.</exception>
    public static bool TryRead(in StompFrame frame, StompConnection connection, out SessionHandshake? handshake)
    {
        handshake = null;
        HeaderCollection headers = frame.Headers;
        StompVersion version = StompVersion.V10; // C-47
        if (headers.TryGetValue(KnownHeader.AcceptVersion, out ReadOnlySpan<byte> acceptVersion)
            && !VersionNegotiation.TryNegotiate(acceptVersion, connection.MaximumVersion, out version))
        {
            return false;
        }

        HeartBeat heartBeat = HeartBeat.None;
        if (version > StompVersion.V10
            && headers.TryGetValue(KnownHeader.HeartBeat, out ReadOnlySpan<byte> value)
            && !HeartBeat.TryParse(value, out heartBeat))
        {
            throw new FrameRefusedException("the header 'heart-beat' is malformed; it takes two numbers of milliseconds and a comma, as in 10000,10000");
        }

        handshake = new SessionHandshake(version, heartBeat, ReadRequest(frame, connection, currentUser: null));
        return true;
    }

    /// <summary>Reads what an authenticator judges by.</summary>
    /// <param name="frame">CONNECT, or the SEND with new credentials.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="currentUser">The session's user, if it has one already.</param>
    public static StompConnectRequest ReadRequest(in StompFrame frame, StompConnection connection, ClaimsPrincipal? currentUser)
    {
        var all = new Dictionary<string, string>(frame.Headers.Count, StringComparer.Ordinal);
        foreach (Header header in frame.Headers)
        {
            all.TryAdd(Encoding.UTF8.GetString(header.Name), Encoding.UTF8.GetString(header.Value));
        }

        return new StompConnectRequest
        {
            Connection = connection,
            Login = all.GetValueOrDefault("login"),
            Passcode = all.GetValueOrDefault("passcode"),
            Host = all.GetValueOrDefault("host"),
            Headers = all,
            CurrentUser = currentUser,
        };
    }

    /// <summary>
    /// Asks the authenticator. What goes wrong in it is logged, and a refusal to the client. One that takes too long is not waited for:
    /// then there is no answer, and the session ends for the reason that the token was cancelled for.
    /// </summary>
    public ValueTask<StompAuthenticationResult?> AuthenticateAsync(BrokerContext broker, CancellationToken cancellationToken) =>
        AuthenticateAsync(broker, Request, cancellationToken);

    /// <inheritdoc cref="AuthenticateAsync(BrokerContext, CancellationToken)"/>
    public static async ValueTask<StompAuthenticationResult?> AuthenticateAsync(
        BrokerContext broker, StompConnectRequest request, CancellationToken cancellationToken)
    {
        try
        {
            ValueTask<StompAuthenticationResult> answer = broker.Authenticator.AuthenticateAsync(request, cancellationToken);
            return answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            SessionLog.AuthenticatorFailed(broker.Logger, exception);
            return StompAuthenticationResult.Refuse("the connection could not be authenticated");
        }
    }
}
