using System.Text;
using Stomp.Broker.Configuration;

namespace Stomp.Broker.Security;

/// <summary>
/// Asks one authenticator after another: those of the application in their order, then for the user of the transport, then for anonymous
/// clients. The first that has an answer decides.
/// </summary>
internal sealed class AuthenticatorChain : IStompAuthenticator
{
    private static readonly StompAuthenticationResult NothingToJudge = StompAuthenticationResult.Refuse(
        "the new credentials are none that this broker judges; send a bearer token in the header 'Authorization', or a passcode");

    private readonly IStompAuthenticator[] _authenticators;
    private readonly AnonymousAuthenticator _anonymous;
    private readonly byte[]? _credentialsDestination;

    /// <summary>Creates a chain.</summary>
    /// <param name="authenticators">Those of the application, in the order to ask them in.</param>
    /// <param name="allowAnonymous">See <see cref="StompBrokerOptions.AllowAnonymous"/>.</param>
    /// <param name="credentialsDestination">See <see cref="StompBrokerOptions.CredentialsDestination"/>.</param>
    public AuthenticatorChain(IEnumerable<IStompAuthenticator> authenticators, bool? allowAnonymous, string credentialsDestination = "")
    {
        _authenticators = [.. authenticators];
        _anonymous = new AnonymousAuthenticator(allowAnonymous, hasOthers: _authenticators.Length > 0);
        _credentialsDestination = _authenticators.Length > 0 && credentialsDestination.Length > 0 ? Encoding.UTF8.GetBytes(credentialsDestination) : null;
    }

    /// <summary>Whether what is sent to a destination are new credentials; they can be presented where there is somebody to judge them.</summary>
    public bool IsForCredentials(ReadOnlySpan<byte> destination) => _credentialsDestination is not null && destination.SequenceEqual(_credentialsDestination);

    public ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _authenticators.Length; i++)
        {
            ValueTask<StompAuthenticationResult> answer = _authenticators[i].AuthenticateAsync(request, cancellationToken);
            if (!answer.IsCompletedSuccessfully)
            {
                return AwaitAsync(answer, request, i + 1, cancellationToken);
            }

            if (answer.Result is { None: false } result)
            {
                return new(result);
            }
        }

        return new(Conclude(request));
    }

    private async ValueTask<StompAuthenticationResult> AwaitAsync(
        ValueTask<StompAuthenticationResult> answer, StompConnectRequest request, int next, CancellationToken cancellationToken)
    {
        StompAuthenticationResult result = await answer;
        for (int i = next; i < _authenticators.Length && result.None; i++)
        {
            result = await _authenticators[i].AuthenticateAsync(request, cancellationToken);
        }

        return result.None ? Conclude(request) : result;
    }

    private StompAuthenticationResult Conclude(StompConnectRequest request) =>
        request.CurrentUser is not null ? NothingToJudge
        : request.HasConnectionUser ? StompAuthenticationResult.Success(request.Connection.User!, request.Connection.UserExpires)
        : _anonymous.Judge(request);
}
