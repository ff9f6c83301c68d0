using Stomp.Broker.Handlers;

namespace Stomp.Tests.Handlers;

/// <summary>Handlers as a port of a Spring controller has them.</summary>
[MessageMapping("/chat/{room}")]
[SendTo("/topic/chat/{room}")]
public sealed class ChatHandlers(ChatLog log)
{
    [MessageMapping]
    public string Say(string room, HelloMessage hello)
    {
        ArgumentNullException.ThrowIfNull(hello);
        log.Add(hello.Name);
        return $"{room}: {hello.Name}";
    }

    [MessageMapping("/whisper")]
    [SendToUser("/queue/whispers", Broadcast = false)]
    public ValueTask<string> WhisperAsync(string body) => new(body);

    [MessageMapping("topic", "subject")]
    [SendTo]
    public async Task<string> NameAsync(string body)
    {
        await Task.Yield();
        return body;
    }

    [MessageMapping("/fail/{how}")]
    public void Fail(string how) => throw (how == "own" ? new InvalidOperationException(how) : new ArgumentException(how));

    [SubscribeMapping("/members")]
    [SendToUser("/queue/members")]
    public IEnumerable<string> GetMembers(string room) => [room, .. log.All];

    [MessageMapping("/count")]
    public async IAsyncEnumerable<int> CountAsync()
    {
        yield return 1;
        await Task.Yield();
        yield return 2;
    }

    [MessageExceptionHandler]
    public string OnFailure(InvalidOperationException exception) => $"own {exception?.Message}";

    [MessageExceptionHandler(Global = true)]
    public static string OnAny(Exception exception) => $"any {exception?.Message}";
}
