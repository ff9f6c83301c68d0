using System.Security.Claims;
using Stomp.Broker.Security;

namespace Stomp.Tests.Conformance;

/// <summary>Lets in who says a passcode and no other host; a login of its own makes it wait until the test lets it go on.</summary>
internal sealed class GatedAuthenticator : IStompAuthenticator
{
    /// <summary>With a colon and what would be escapes elsewhere.</summary>
    public const string Passcode = @"a\cb:c\\n";

    public const string OtherHost = "other";
    public const string WaitingLogin = "waiting";

    private TaskCompletionSource _waiting = new();
    private TaskCompletionSource _gate = new();

    /// <summary>Ends when a client waits.</summary>
    public Task Waiting => _waiting.Task;

    public void Close()
    {
        _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Open() => _gate.TrySetResult();

    public async ValueTask<StompAuthenticationResult> AuthenticateAsync(StompConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Login == WaitingLogin)
        {
            _waiting.TrySetResult();
            await _gate.Task.WaitAsync(cancellationToken);
        }

        return request.Host == OtherHost ? StompAuthenticationResult.Refuse("there is no such host here")
            : request.Passcode != Passcode ? StompAuthenticationResult.Refuse("the passcode is wrong")
            : StompAuthenticationResult.Success(new ClaimsPrincipal(new ClaimsIdentity("test")));
    }
}
