using System.Security.Claims;
using System.Text;
using Stomp.Broker.Destinations;
using Stomp.Broker.Security.Authorization;
using Stomp.Core.Transports;

namespace Stomp.Broker.Sessions;

/// <summary>
/// What one session may do. A frame whose destination is not judged yet, and takes time to be, is handled again when it is: the frames behind it wait,
/// those of other sessions do not.
/// </summary>
/// <remarks>The session's loop alone uses it, except <see cref="CanReceive"/>.</remarks>
internal sealed class SessionAuthorization(BrokerAuthorization authorization, StompConnection connection, SessionHeartBeat heartBeat)
{
    private readonly AllowedDestinations _sends = new();
    private readonly AllowedDestinations _subscriptions = new();
    private Decision? _decision;
    private volatile Who? _who;

    /// <summary>Whether what was last judged is still waited for, or was not taken yet: the frame is to be handled again.</summary>
    public bool IsPending => _decision is not null;

    /// <summary>Whether subscriptions with wildcards have their messages judged.</summary>
    public bool JudgesReceiving => authorization.JudgesReceiving;

    /// <summary>The user has connected, or presented new credentials: all is judged anew.</summary>
    public void SetUser(ClaimsPrincipal user, string? userName)
    {
        _who = new Who(user, userName);
        _sends.Clear();
        _subscriptions.Clear();
    }

    /// <summary>Judges.</summary>
    /// <param name="action">SEND or SUBSCRIBE.</param>
    /// <param name="destination">The destination.</param>
    /// <param name="isFiltered">Whether each message of the subscription will be judged by itself.</param>
    /// <returns>What must be waited for before the frame is handled again; <see langword="null"/> when it is allowed.</returns>
    /// <exception cref="FrameRefusedException">It is not.</exception>
    public Task? Check(StompAction action, ReadOnlySpan<byte> destination, bool isFiltered = false)
    {
        AllowedDestinations allowed = action == StompAction.Send ? _sends : _subscriptions;
        return allowed.Contains(destination) ? null : Judge(action, destination, isFiltered, allowed);
    }

    /// <summary>Whether a subscription with wildcards gets the messages of a destination. Any thread may ask.</summary>
    public bool CanReceive(ReadOnlySpan<byte> destination) =>
        _who is { } who && authorization.CanReceive(who.User, who.Name, destination, connection);

    /// <summary>Judges a subscription that there is, for new credentials.</summary>
    /// <exception cref="FrameRefusedException">It may not go on.</exception>
    public async Task RecheckAsync(byte[] destination, bool isFiltered)
    {
        StompAuthorizationResult result = await JudgeAsync(StompAction.Subscribe, Encoding.UTF8.GetString(destination), isFiltered);
        if (!result.IsAllowed)
        {
            throw Refuse(StompAction.Subscribe, destination, result);
        }
    }

    private Task<StompAuthorizationResult>? Judge(StompAction action, ReadOnlySpan<byte> destination, bool isFiltered, AllowedDestinations allowed)
    {
        if (_decision is not { } decision || !decision.IsOf(action, destination))
        {
            decision = new Decision(action, destination.ToArray(), JudgeAsync(action, Encoding.UTF8.GetString(destination), isFiltered));
        }

        if (!decision.Result.IsCompleted)
        {
            _decision = decision;
            return decision.Result;
        }

        _decision = null;
        StompAuthorizationResult result = decision.Result.Result;
        if (!result.IsAllowed)
        {
            throw Refuse(action, destination, result);
        }

        allowed.Add(decision.Destination);
        return null;
    }

    private Task<StompAuthorizationResult> JudgeAsync(StompAction action, string destination, bool isFiltered)
    {
        Who who = _who!;
        ValueTask<StompAuthorizationResult> result = authorization.AuthorizeAsync(
            new StompAuthorizationRequest(who.User, who.Name, action, destination, connection), heartBeat.ConnectDeadline);
        return action == StompAction.Send || !JudgesReceiving || isFiltered ? result.AsTask() : JudgeReceivingAsync(result, destination);
    }

    private async Task<StompAuthorizationResult> JudgeReceivingAsync(ValueTask<StompAuthorizationResult> subscribing, string destination)
    {
        StompAuthorizationResult result = await subscribing;
        return result.IsAllowed
            ? await authorization.AuthorizeAsync(
                new StompAuthorizationRequest(_who!.User, _who.Name, StompAction.Receive, destination, connection), heartBeat.ConnectDeadline)
            : result;
    }

    private FrameRefusedException Refuse(StompAction action, ReadOnlySpan<byte> destination, StompAuthorizationResult result) => FrameRefusedException.ByDestination(new Refusal(
        $"{(_who!.Name is { } name ? $"the user '{name}'" : "an anonymous client")} may not {(action == StompAction.Send ? "send" : "subscribe")} to {Encoding.UTF8.GetString(destination)}"
        + (result.Reason is { } reason ? $" ({reason})" : "")));

    private sealed record Who(ClaimsPrincipal User, string? Name);

    private sealed record Decision(StompAction Action, byte[] Destination, Task<StompAuthorizationResult> Result)
    {
        public bool IsOf(StompAction action, ReadOnlySpan<byte> destination) => action == Action && destination.SequenceEqual(Destination);
    }
}
